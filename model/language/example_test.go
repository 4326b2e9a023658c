package language_test

import (
	"fmt"

	"siamface/model/language"
)

// A text is written in the language that is asked for.
func ExampleText() {
	title := language.Text{English: "Margin", Chinese: "间隔"}
	fmt.Println(title.In(language.English), title.In(language.Chinese), title.In("de"))
	fmt.Println(title.Whole(), language.Text{English: "Scale"}.Whole())
	// Output:
	// Margin 间隔 Margin
	// true false
}
