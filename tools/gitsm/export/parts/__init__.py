"""What exporters share. Exporters themselves do not import each other."""
