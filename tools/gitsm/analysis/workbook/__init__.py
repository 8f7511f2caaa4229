"""A workbook of promises: what its sheets say, read into the artefacts that the prover knows."""
