package audit_test

import (
	"strings"
	"testing"

	"siamface/model/audit"
	"siamface/model/language"
)

// TestWarningsAreTranslated: what is counted in them, too.
func TestWarningsAreTranslated(t *testing.T) {
	for _, n := range []int{1, 3} {
		for _, warning := range []string{
			"Leak: " + audit.CountPictures(n) + " on more than one side of the split, so that the numbers flatter the model.",
			audit.CountPictures(n) + " under the names of two people or more, of which at most one is right.",
		} {
			if chinese, known := language.Translate(audit.Sentences, language.Chinese, warning); !known || strings.Contains(chinese, "picture") {
				t.Errorf("%q became %q", warning, chinese)
			}
		}
	}
}
