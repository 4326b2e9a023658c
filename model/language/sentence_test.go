package language_test

import (
	"testing"

	"siamface/model/language"
)

var sentences = []language.Text{
	{English: "{0} and {1} are one{2}: good.", Chinese: "{1} 与 {0} 相同{2}。"},
	{English: " ({0})", Chinese: "（{0}）"},
	{English: "in case alone", Chinese: "仅大小写"},
	{English: "done", Chinese: "完成"},
}

func TestTranslate(t *testing.T) {
	for english, want := range map[string]string{
		"a and b are one: good.":                 "b 与 a 相同。",
		"a and b are one (in case alone): good.": "b 与 a 相同（仅大小写）。",
		"done and {0} are one (x): good.":        "{0} 与 完成 相同（x）。",
		"done":                                   "完成",
		"done: 40 × 40: x":                       "完成：40 × 40: x",
	} {
		if got, known := language.Translate(sentences, language.Chinese, english); got != want || !known {
			t.Errorf("%q became %q", english, got)
		}
		if got, known := language.Translate(sentences, language.English, english); got != english || !known {
			t.Errorf("%q became %q", english, got)
		}
	}
	for _, english := range []string{"", "a and b are two: bad.", "Done", "a and b"} {
		if got, known := language.Translate(sentences, language.Chinese, english); got != english || known {
			t.Errorf("%q became %q", english, got)
		}
	}
}

// FuzzTranslate: no sentence makes it panic or lose what stands in a place.
func FuzzTranslate(f *testing.F) {
	f.Add("a and b are one (in case alone): good.")
	f.Add("{0} and {1} are one{2}: good.")
	f.Add(" ( ( (x)))")
	f.Fuzz(func(t *testing.T, english string) {
		if got, known := language.Translate(sentences, language.Chinese, english); !known && got != english {
			t.Errorf("%q became %q", english, got)
		}
	})
}
