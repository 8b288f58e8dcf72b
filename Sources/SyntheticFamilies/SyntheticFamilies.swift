// SyntheticFamilies
