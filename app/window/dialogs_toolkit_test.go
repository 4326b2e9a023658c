package window

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"siamface/assets"
	"siamface/model/recipes"
)

// The toolkit's own words, also those that it has in English alone, are in the window's language, and back again.
func TestTheToolkitSpeaksTheWindowsLanguage(t *testing.T) {
	w := pretend(t)
	if !w.Words.CanChinese() {
		t.Skip("no font on this machine draws Chinese")
	}
	w.win.Resize(fyne.NewSize(1000, 700))
	for _, l := range []assets.Language{assets.Chinese, assets.English} {
		w.Words.SetLanguage(l)
		if got := lang.L("Cancel"); got != w.Words.Text("cancel") {
			t.Errorf("%s: the toolkit says %q", l, got)
		}
		w.dataset.opener.pickFolder()
		var shown []string
		for _, text := range look(w.win, leastSizes{}) {
			shown = append(shown, text.text)
		}
		for _, key := range []string{"place.home", "place.computer", "open", "cancel"} {
			if !slices.Contains(shown, w.Words.Text(key)) {
				t.Errorf("%s: %q isn't among %q", l, w.Words.Text(key), shown)
			}
		}
		w.closeInnermost()
	}
}

// The layers of a network are named in the window's language.
func TestLayersInChinese(t *testing.T) {
	w := pretend(t)
	if !w.Words.CanChinese() {
		t.Skip("no font on this machine draws Chinese")
	}
	w.Words.SetLanguage(assets.Chinese)
	f := w.training.form
	f.recipe.SetSelected(recipes.Small)
	b := f.readBlueprint()
	shown, err := b.makeTower()
	if err != nil {
		t.Fatal(err)
	}
	s := layersSummary{shown.Design.Layers(), shown.Design.Count(), shown.Origin}
	rows := s.listRows(w.Words)
	if len(rows) != len(s.layers) || rows[0].Cells[0] != "照片" {
		t.Fatalf("%d rows, the first is %q", len(rows), rows[0].Cells)
	}
	for _, row := range rows {
		for _, word := range []string{"convolution", "dense", "maximum", "any"} {
			if text := strings.Join(row.Cells, " "); strings.Contains(text, word) {
				t.Errorf("%q is in English", text)
			}
		}
	}
}
