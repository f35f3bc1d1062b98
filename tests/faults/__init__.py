"""What goes wrong on purpose: processes killed, hints lost and doubled, clocks that jump."""
