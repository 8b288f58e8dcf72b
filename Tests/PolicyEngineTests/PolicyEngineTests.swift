// PolicyEngine
