"""What the repository says: from bytes under the governed folders to a snapshot of artefacts and LOAD findings."""
