// CaseIndex
