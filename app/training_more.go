//go:build !headless

package app

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"siamface/model/augment"
	"siamface/model/loss"
	"siamface/model/run"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/widgets"
)

// moreForm is the folded part of the Training tab's form: what changes a recipe's own settings.
type moreForm struct {
	w       *Window
	content fyne.CanvasObject
	fold    *widgets.Button
	rows    *fyne.Container

	loss, schedule, augment *widgets.Select // the first option is the recipe's own
	rate                    *widgets.Entry  // empty: the recipe's own
	stages                  *stagesForm
}

// newMoreForm makes the form; row puts a label before a control.
func newMoreForm(w *Window, row func(key string, o fyne.CanvasObject) *fyne.Container, changed func()) *moreForm {
	m := &moreForm{w: w}
	tell := func() {
		m.title()
		changed()
	}
	choose := func() *widgets.Select { return widgets.NewSelect(func(int) { tell() }) }
	m.loss, m.schedule, m.augment = choose(), choose(), choose()
	m.rate = widgets.NewEntry(func(string) { tell() })
	m.fold = widgets.NewQuietButton("", nil, m.unfold)
	m.stages = newStagesForm(w, row, tell)
	m.rows = container.NewVBox(row("form.loss", m.loss), row("form.schedule", m.schedule), row("form.augment", m.augment), row("form.rate", m.rate), m.stages.content)
	m.rows.Hide()
	m.content = container.NewVBox(m.fold, m.rows)
	return m
}

// unfold shows the choices, or hides them again; hidden ones hold all the same.
func (m *moreForm) unfold() {
	setVisible(m.rows, !m.rows.Visible())
	m.title()
}

// title writes the button that folds: whether something is chosen shows folded too.
func (m *moreForm) title() {
	w := m.w
	word, icon := w.t("form.more"), theme.MenuDropDownIcon()
	if m.rows.Visible() {
		icon = theme.MenuDropUpIcon()
	}
	if m.choices() != (run.Choices{}) {
		word = w.t("form.more.chosen")
	}
	m.fold.SetIcon(icon)
	m.fold.SetText(word)
}

func (m *moreForm) speak() {
	w := m.w
	own := w.t("form.own")
	m.loss.SetWords(append([]string{own}, loss.Names()...)...)
	m.schedule.SetWords(own, w.t("schedule.plateau"), w.t("schedule.cosine"), w.t("schedule.onecycle"))
	m.augment.SetWords(own, w.t("augment.none"), w.t("augment.moved"), w.t("augment.faces"))
	m.rate.SetPlaceHolder(own)
	m.stages.speak()
	m.title()
}

// choices are what is chosen. A rate that is none is NaN, which Settings refuses.
func (m *moreForm) choices() run.Choices {
	c := run.Choices{
		Loss: picked(m.loss, loss.Names()), Schedule: picked(m.schedule, train.Schedules()), Augment: picked(m.augment, augment.Presets()),
	}
	c.Rate = rateIn(m.rate)
	c.Unfrozen, c.TowerRate = m.stages.choices()
	return c
}

// rateIn is the learning rate in a field, 0 where it is empty and NaN where it holds none.
func rateIn(field *widgets.Entry) float64 {
	text := strings.TrimSpace(field.Text)
	if text == "" {
		return 0
	}
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate > 0) || math.IsInf(rate, 0) {
		return math.NaN()
	}
	return rate
}

// picked is the value of a selection whose first option stands for none.
func picked(s *widgets.Select, values []string) string {
	if i := s.SelectedIndex(); i > 0 {
		return values[i-1]
	}
	return ""
}

// settings are the recipe's with what is chosen, nil where nothing is. The error is for the window.
func (m *moreForm) settings(recipe string) (*train.Settings, error) {
	c := m.choices()
	if math.IsNaN(c.Rate) || math.IsNaN(c.TowerRate) {
		return nil, reason(m.w.t("form.rate.wrong"))
	}
	s, err := c.Settings(recipe)
	switch {
	case errors.Is(err, tower.ErrUnfreeze):
		return nil, reason(m.w.t("form.unfrozen.wrong", m.stages.most))
	case errors.Is(err, train.ErrComputedOnce):
		return nil, reason(m.w.t("form.augment.wrong", recipe))
	case errors.Is(err, train.ErrLengths):
		return nil, reason(m.w.t("form.loss.wrong", recipe, loss.Contrastive))
	}
	return s, err
}
