// MessageSignatures
