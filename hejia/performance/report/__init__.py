"""The self-evaluation report in Word: sections as handed in, every figure from one snapshot."""
