package report_test

import (
	"fmt"

	"siamface/model/report"
)

// A report ends with the command that gives it again, as a shell takes it.
func ExampleQuote() {
	fmt.Println(report.Quote([]string{"siamface", "evaluate", "Aunt Ann's photos", "--split", "all"}))
	// Output: siamface evaluate 'Aunt Ann'\''s photos' --split all
}
