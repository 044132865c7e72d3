"""The calculator: awards as data in, exact amounts with their trace out. No model, no network, no clock."""
