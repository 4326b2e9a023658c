package report_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"siamface/model/audit"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/recipes"
	"siamface/model/report"
	"siamface/model/train"
)

var place = regexp.MustCompile(`\{[^}]*\}`)

func TestBothLanguagesAreComplete(t *testing.T) {
	english, chinese := report.Texts()[report.English], report.Texts()[report.Chinese]
	if len(english) == 0 {
		t.Fatal("there are no words")
	}
	for key, text := range english {
		other, ok := chinese[key]
		if !ok || other == "" || text == "" {
			t.Errorf("%s: %q and %q", key, text, other)
		}
		a, b := place.FindAllString(text, -1), place.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s has the places %v and %v", key, a, b)
		}
	}
	for key := range chinese {
		if _, ok := english[key]; !ok {
			t.Errorf("%s has no English text", key)
		}
	}
}

// TestSentencesAreWhole: what other packages say stands once, in both languages, with the same places.
func TestSentencesAreWhole(t *testing.T) {
	known := map[string]bool{}
	for _, s := range report.Sentences {
		a, b := place.FindAllString(s.English, -1), place.FindAllString(s.Chinese, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !s.Whole() || s.English == s.Chinese || !slices.Equal(slices.Compact(a), slices.Compact(b)) || known[s.English] {
			t.Errorf("%+v", s)
		}
		known[s.English] = true
	}
	if len(known) < 80 {
		t.Errorf("only %d sentences", len(known))
	}
	for _, warning := range []string{train.Diverged, train.LeftGPU, photo.Damaged, report.Forgotten, (&parallel.Panic{Value: "x"}).Error()} {
		if english, chinese := report.Sentence(warning); chinese == english {
			t.Errorf("not translated: %s", warning)
		}
	}
}

// TestEveryKeyHasAText gathers the keys of the page, and those that are made of names.
func TestEveryKeyHasAText(t *testing.T) {
	keys := map[string]bool{}
	for _, m := range regexp.MustCompile(`\{?\(?\bt "([^"]+)"`).FindAllStringSubmatch(report.PageText, -1) {
		keys[m[1]] = true
	}
	for _, term := range report.Terms {
		keys["term."+term], keys["term."+term+".is"] = true, true
	}
	for _, kind := range audit.Kinds {
		keys["finding."+string(kind)] = true
	}
	for _, o := range []report.Origin{report.OriginFolds, report.OriginHeldOut, report.OriginLFW, report.OriginOthers} {
		keys["threshold."+string(o)] = true
	}
	keys["figure.training"], keys["figure.training.note"] = true, true
	for _, way := range []string{"untrained", "whitened", "trained"} {
		keys["way."+way] = true
	}
	if len(keys) < 80 {
		t.Errorf("only %d keys found", len(keys))
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if _, ok := report.Texts()[report.English][key]; !ok {
			t.Errorf("%s has no text", key)
		}
	}
}

func TestChangesAreTranslated(t *testing.T) {
	for _, name := range recipes.Names() {
		recipe, err := recipes.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		settings := train.Settings{Solve: true, Refit: true, Rate: 0.5}
		for _, change := range recipe.DifferencesFromPublished(settings) {
			if english, chinese := report.Sentence(change); chinese == english {
				t.Errorf("not translated: %s", change)
			}
		}
	}
	if _, chinese := report.Sentence("too large: 40000 × 40000 pixels"); chinese != "过大：40000 × 40000 pixels" {
		t.Errorf("a reason with its size: %s", chinese)
	}
	if english, chinese := report.Sentence("a < b"); english != "a &lt; b" || chinese != english {
		t.Errorf("unknown: %s, %s", english, chinese)
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{report.Percent(0.1234, 10), "12.3 %"},
		{report.Percent(0.00123, 100), "0.1 %"},
		{report.Percent(0.00123, 1000), "0.12 %"},
		{report.Percent(0, 1_000_000), "0.0000 %"},
		{report.Rate(0.001), "0.1 %"},
		{report.Rate(1e-9), "0.0000001 %"},
		{report.Least(3.0 / 6000), "0.05 %"},
		{report.Least(3.0 / 85e6), "0.0000035 %"},
		{report.Least(1), "100 %"},
	} {
		if got := strings.ReplaceAll(test.got, "\u00a0", " "); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
