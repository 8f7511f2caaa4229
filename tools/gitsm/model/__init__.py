"""What an artefact is: one frozen model per kind, its lifecycle, and the one table of kinds."""
