"""What a change means: the semantic diff of two snapshots with what follows from it, and who must agree."""
