"""What time is it for the service? Service hours as sets of instants, clocks that run on them, and worst cases."""
