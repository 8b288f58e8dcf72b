// PersonMatching
