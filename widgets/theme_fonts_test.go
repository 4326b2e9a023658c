package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"siamface/widgets"
)

func TestThemeWithFonts(t *testing.T) {
	regular, bold := fyne.NewStaticResource("regular", nil), fyne.NewStaticResource("bold", nil)
	plain := widgets.NewTheme(widgets.Dark)
	own := plain.WithFonts(widgets.Fonts{Regular: regular, Bold: bold})
	if own.Mode() != widgets.Dark {
		t.Error("the mode is lost")
	}
	for name, c := range map[string]struct {
		style fyne.TextStyle
		want  fyne.Resource
	}{
		"text":   {fyne.TextStyle{}, regular},
		"bold":   {fyne.TextStyle{Bold: true}, bold},
		"number": {fyne.TextStyle{Monospace: true}, regular},
		"symbol": {fyne.TextStyle{Symbol: true}, theme.DefaultTheme().Font(fyne.TextStyle{Symbol: true})},
	} {
		if got := own.Font(c.style); got != c.want {
			t.Errorf("%s is drawn by %s, want %s", name, got.Name(), c.want.Name())
		}
		if got := plain.Font(c.style); got != theme.DefaultTheme().Font(c.style) {
			t.Errorf("without fonts %s is drawn by %s", name, got.Name())
		}
	}
}
