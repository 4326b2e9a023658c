package window

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"gonum.org/v1/plot/font"

	"siamface/assets"
	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/figure"
	"siamface/model/torch"
	"siamface/widgets"
)

// state is what the tabs share. Each of its parts has a list of functions that are called when it has changed.
type state struct {
	app   fyne.App
	win   fyne.Window
	prefs settings

	lang       assets.Language
	canChinese bool
	plotFont   font.Font
	mode       widgets.Mode

	whole    *dataset.Dataset // the open folder, nil: none
	data     *dataset.Dataset // the same without the files that are left out: what is worked with
	excluded *audit.Exclusions
	leaks    int        // findings of the audit that stand on both sides of the split
	model    *heldModel // in use, nil: none
	loading  bool       // whether the first model is on its way
	lacking  error      // why there is no untrained recipe face, nil: nothing
	choices  int        // of models by the user: only the newest counts
	training bool       // whether a run goes on
	device   string     // that computes, "" as long as it isn't known

	onLanguage, onData, onSplit, onModel, onDevice, onTraining, onTheme []func()
}

func newState(a fyne.App) *state {
	s := &state{app: a, prefs: settings{a.Preferences()}, lang: assets.English}
	s.plotFont, s.canChinese = chineseFont()
	_, s.lacking = face.Find()
	s.loading = s.lacking == nil
	wanted := assets.Language(s.prefs.StringWithFallback(keyLanguage, string(systemLanguage())))
	if wanted == assets.Chinese && s.canChinese {
		s.lang = assets.Chinese
	}
	s.mode = map[string]widgets.Mode{"light": widgets.Light, "dark": widgets.Dark}[s.prefs.String(keyTheme)]
	return s
}

func notify(list []func()) {
	for _, f := range list {
		f()
	}
}

// setData makes a folder the open one, without the files that were left out of it before.
func (s *state) setData(d *dataset.Dataset, excluded *audit.Exclusions) {
	s.whole, s.excluded, s.data = d, excluded, d.Without(excluded.Files())
	s.prefs.addRecent(d.Root)
	notify(s.onData)
}

// setTraining says that a run has begun or ended.
func (s *state) setTraining(t bool) {
	s.training = t
	notify(s.onTraining)
}

// setMode changes the theme.
func (s *state) setMode(m widgets.Mode) {
	s.mode = m
	s.prefs.SetString(keyTheme, map[widgets.Mode]string{widgets.Light: "light", widgets.Dark: "dark"}[m])
	s.app.Settings().SetTheme(widgets.NewTheme(m))
	notify(s.onTheme)
}

// findDevice asks which device libtorch computes on. Where there may be a GPU that takes a moment.
func (s *state) findDevice() {
	inBackground(func() (string, error) { return torch.FindDevice(context.Background(), "auto") }, func(name string, err error) {
		if err == nil {
			s.device = name
			notify(s.onDevice)
		}
	})
}

// folderTitle is how a folder of faces is called: by its name, and the drawn ones as what they are.
func (s *state) folderTitle(root string) string {
	if root != "" && root == sampleFolder() {
		return s.t("sample.title")
	}
	return filepath.Base(root)
}

// style is how figures look and speak now.
func (s *state) style(dark bool) figure.Style {
	style := figure.Style{Dark: dark}
	if s.lang == assets.English {
		return style
	}
	style.Font = s.plotFont
	style.Labels = figure.TranslateLabels(func(name string) string { return s.t("figure." + name) })
	return style
}
