package figure_test

import (
	"testing"

	"siamface/model/figure"
)

// TestEveryKindOfFigure draws each of an evaluation without pairs, and wants the words that the window and the page ask for.
func TestEveryKindOfFigure(t *testing.T) {
	names := map[string]bool{}
	for _, k := range figure.ListKinds() {
		if k.Name == "" || names[k.Name] || !k.Tab.Whole() {
			t.Errorf("%q: the name is not its own, or the tab has no words: %v", k.Name, k.Tab)
		}
		names[k.Name] = true
		if k.Title.Whole() != k.Note.Whole() {
			t.Errorf("%s: of title and note one lacks words: %v, %v", k.Name, k.Title, k.Note)
		}
		if _, err := figure.Encode(k.Draw(figure.Evaluation{}, figure.Style{}), ".svg"); err != nil {
			t.Errorf("%s without data: %v", k.Name, err)
		}
	}
}
