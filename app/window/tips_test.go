package window

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"siamface/assets"
	"siamface/widgets"
)

// buttonsOf are all buttons in what a window shows or may show.
func buttonsOf(win fyne.Window) (list []*widgets.Button) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widgets.Button:
			list = append(list, o)
		case *fyne.Container:
			for _, part := range o.Objects {
				walk(part)
			}
		case fyne.Widget:
			for _, part := range test.WidgetRenderer(o).Objects() {
				walk(part)
			}
		}
	}
	walk(win.Content())
	for _, o := range win.Canvas().Overlays().List() {
		walk(o)
	}
	return list
}

// Every button says in a tooltip what it does, in the window's language. The dialogs' own buttons are the toolkit's, and say it by their words.
func TestEveryButtonHasATooltip(t *testing.T) {
	w := pretend(t)
	openAudited(t, w, owned(t))
	for name, open := range map[string]func(){
		"window": func() {}, "findings": w.dataset.findings.open, "preferences": w.showPreferences, "search": w.training.search.open,
		"export": func() { w.askExport("figure", []string{".png"}, nil) },
		"network": func() {
			showNetwork(w.desk, w.training.form.readBlueprint())
			pump(t, func() bool { return len(w.sheets) == 1 })
		},
		"notice": func() { w.offerToOpen("saved", "figure.png") },
	} {
		if all := len(buttonsOf(w.win)); all < 60 {
			t.Fatalf("only %d buttons are found", all)
		}
		tips := map[assets.Language][]string{}
		for _, l := range assets.Languages {
			w.Words.SetLanguage(l)
			open()
			for i, b := range buttonsOf(w.win) {
				if b.Tip() == "" && isOffered(b) && (b != w.notice.card.action || b.Visible() && w.notice.text != "") {
					t.Errorf("%s, %s: button %d, %q, has no tooltip", name, l, i, b.Text)
				}
				tips[l] = append(tips[l], b.Tip())
			}
			for len(w.sheets) > 0 {
				w.closeInnermost()
			}
			w.notice.hide()
		}
		english, chinese := tips[assets.English], tips[assets.Chinese]
		if w.Words.CanChinese() && len(english) == len(chinese) {
			for i, tip := range english {
				if tip != "" && tip == chinese[i] {
					t.Errorf("%s: %q is in English in the Chinese window", name, tip)
				}
			}
		}
	}
}

// isOffered tells whether a button can be there: those of empty places and notices have neither word nor sign while there is nothing to do.
func isOffered(b *widgets.Button) bool { return strings.TrimSpace(b.Text) != "" || b.Icon != nil }

// The words of the trade are explained where they stand.
func TestWordsAreExplained(t *testing.T) {
	w, e := evaluated(t)
	foldNumbers(e, false)
	f := w.training.form
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		words := w.Words
		for _, key := range []string{"explain.recipe", "explain.seed", "explain.epochs"} {
			if got := f.explained[key].Sentence(); got != words.Text(key) || got == key {
				t.Errorf("%s: %s is explained by %q", l, key, got)
			}
		}
		tips := fmt.Sprint(append(e.numbers.whole.Tips(), e.numbers.here.Tips()...))
		for _, key := range []string{"explain.fmr", "explain.fnmr", "explain.dprime", "explain.eer", "explain.genuine", "explain.impostor"} {
			if !strings.Contains(tips, words.Text(key)) {
				t.Errorf("%s: nothing beside the figure explains %s", l, key)
			}
		}
		if e.shown.metrics.EER == nil || rateRow(words, "number.eer", nil, 0, "").Tip != words.Text("explain.eer") {
			t.Errorf("%s: an unknown EER isn't explained", l)
		}
	}
}

// The status bar names the model in plain words, and offers others: newest runs, the untrained recipe, a file, the run's folder.
func TestModelMenu(t *testing.T) {
	w := opened(t)
	if w.status.Model.Words() != "no model yet" || len(listModels(w)) != 4 || listModels(w)[0].Label != "Train one…" {
		t.Errorf("without a model: %q", w.status.Model.Words())
	}
	first := trainOnce(t, w, "small", "1")
	second := trainOnce(t, w, "small", "2")
	if got := w.status.Model.Words(); got != "Model: small, trained on faces" || !strings.Contains(w.status.Model.Tip(), w.ModelLine()) {
		t.Errorf("%q, %q", got, w.status.Model.Tip())
	}
	items := listModels(w)
	if len(items) != 5 || !strings.HasSuffix(second, items[0].Label) || !items[0].Checked || items[1].Checked || items[4].Disabled {
		t.Fatalf("%d entries, the first is %q", len(items), items[0].Label)
	}
	items[1].Action()
	pump(t, func() bool { return w.Models.Current.Folder == first })
	w.status.Model.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if w.win.Canvas().Overlays().Top() == nil {
		t.Error("Enter opens no menu")
	}
}
