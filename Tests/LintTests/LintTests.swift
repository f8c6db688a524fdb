// LintTests
