//go:build !headless

package app

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/model/tower"
	"siamface/widgets"
)

// stagesForm says how many of a pretrained network's last stages are trained too, and how fast. It is there for the recipes that can.
type stagesForm struct {
	w        *Window
	content  fyne.CanvasObject
	unfrozen *widgets.Entry // empty: none
	rate     *widgets.Entry // empty: the usual one
	rateRow  fyne.CanvasObject
	most     int // stages of the recipe, 0: the form is hidden and says nothing
}

func newStagesForm(w *Window, row func(key string, o fyne.CanvasObject) *fyne.Container, changed func()) *stagesForm {
	s := &stagesForm{w: w, rate: widgets.NewEntry(func(string) { changed() })}
	s.unfrozen = widgets.NewEntry(func(string) {
		s.show()
		changed()
	})
	s.rateRow = row("form.towerrate", s.rate)
	s.content = container.NewVBox(row("form.unfrozen", s.unfrozen), s.rateRow)
	s.show()
	return s
}

func (s *stagesForm) speak() {
	s.unfrozen.SetPlaceHolder(s.w.t("form.unfrozen.none", s.most))
	s.rate.SetPlaceHolder(s.w.t("form.own"))
}

// suit shows what a recipe can do.
func (s *stagesForm) suit(r tower.Recipe) {
	s.most = r.Unfreezable
	s.speak()
	s.show()
}

// show keeps the rate back until there is something that it is for.
func (s *stagesForm) show() {
	setVisible(s.content, s.most > 0)
	n, _ := s.choices()
	setVisible(s.rateRow, n != 0)
}

// choices are the number of stages, −1 where it is none, and their rate as rateIn gives it.
func (s *stagesForm) choices() (unfrozen int, rate float64) {
	text := strings.TrimSpace(s.unfrozen.Text)
	if s.most == 0 || text == "" || text == "0" {
		return 0, 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		n = -1
	}
	return n, rateIn(s.rate)
}
