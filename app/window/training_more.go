package window

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"siamface/model/loss"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// moreForm is the folded part of the Training tab's form: what changes a recipe's own settings.
type moreForm struct {
	w       *Window
	content fyne.CanvasObject
	fold    *widgets.Button
	rows    *fyne.Container
	recipe  string // that the rows are shown for

	fields []*moreField
}

// moreField is the row of a choice. It is shown where the choice means something; else what it holds doesn't count.
type moreField struct {
	run.Choice
	row    *fyne.Container
	pick   *widgets.Select // of one of the words; the first option is the recipe's own
	number *widgets.Entry  // else; empty: the recipe's own
}

// newMoreForm makes the form; row puts a label before a control.
func newMoreForm(w *Window, row func(key string, o fyne.CanvasObject) *fyne.Container, changed func()) *moreForm {
	m := &moreForm{w: w, rows: container.NewVBox()}
	tell := func() {
		m.enable(m.recipe)
		changed()
	}
	for _, c := range run.AllChoices() {
		f := &moreField{Choice: c}
		var control fyne.CanvasObject
		if c.Words != nil {
			f.pick = widgets.NewSelect(func(int) { tell() })
			control = f.pick
		} else {
			f.number = widgets.NewEntry(func(string) { tell() })
			control = f.number
		}
		f.row = row("form."+c.Name, control)
		m.fields = append(m.fields, f)
		m.rows.Add(f.row)
	}
	m.fold = widgets.NewQuietButton("", nil, m.unfold)
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
	if m.chosen(m.recipe) {
		word = w.t("form.more.chosen")
	}
	m.fold.SetIcon(icon)
	m.fold.SetText(word)
}

// enable shows the choices that mean something for a recipe with what is chosen.
func (m *moreForm) enable(recipe string) {
	m.recipe = recipe
	chosen, _ := m.choices(recipe)
	any := false
	for _, f := range m.fields {
		means := f.Means(recipe, chosen)
		setVisible(f.row, means)
		any = any || means
	}
	setVisible(m.content, any)
	m.title()
}

func (m *moreForm) speak() {
	own := m.w.t("form.own")
	for _, f := range m.fields {
		if f.pick == nil {
			f.number.SetPlaceHolder(own)
			continue
		}
		words := []string{own}
		for _, word := range f.Words {
			words = append(words, m.word(f.Name, word))
		}
		f.pick.SetWords(words...)
	}
	m.title()
}

// word is one of a choice's words as the window says it. The losses go by the names of their papers.
func (m *moreForm) word(name, word string) string {
	if name == "loss" {
		return word
	}
	return m.w.t(name + "." + word)
}

// choices are what is chosen and means something for a recipe. The error is for the window.
func (m *moreForm) choices(recipe string) (run.Choices, error) {
	var c run.Choices
	var wrong error
	for _, f := range m.fields {
		with := c
		if err := f.take(&with); err != nil {
			if f.Means(recipe, c) && wrong == nil {
				wrong = reason(m.w.t(err.Error(), m.w.t("form."+f.Name)))
			}
			continue
		}
		if f.Means(recipe, with) {
			c = with
		}
	}
	return c, wrong
}

// chosen tells whether anything is.
func (m *moreForm) chosen(recipe string) bool {
	c, err := m.choices(recipe)
	return err != nil || c != run.Choices{}
}

// take writes what the field holds into the choices; nothing where that is the recipe's own. The error is the key of what to say.
func (f *moreField) take(c *run.Choices) error {
	if f.pick != nil {
		if i := f.pick.SelectedIndex(); i > 0 {
			*f.To(c).(*string) = f.Words[i-1]
		}
		return nil
	}
	text := strings.TrimSpace(f.number.Text)
	if text == "" {
		return nil
	}
	switch to := f.To(c).(type) {
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostEpochs {
			return errors.New("form.wrong.whole")
		}
		*to = n
	case *float64:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v > 0) || math.IsInf(v, 0) {
			return errors.New("form.wrong.above")
		}
		*to = v
	case **float64:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v >= 0) || math.IsInf(v, 0) {
			return errors.New("form.wrong.from")
		}
		*to = &v
	}
	return nil
}

// settings are the recipe's with what is chosen, nil where nothing is. The error is for the window.
func (m *moreForm) settings(recipe string) (*train.Settings, error) {
	c, err := m.choices(recipe)
	if err != nil {
		return nil, err
	}
	s, err := c.Settings(recipe)
	if errors.Is(err, train.ErrLengths) {
		return nil, reason(m.w.t("form.loss.wrong", recipe, loss.Contrastive))
	}
	return s, err
}
