package window

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"siamface/app/session"
	"siamface/model/loss"
	"siamface/model/run"
	"siamface/model/train"
	"siamface/widgets"
)

// settingsForm is the folded part of the Training tab's form: what changes a recipe's own settings.
type settingsForm struct {
	words   *session.Words
	content fyne.CanvasObject
	fold    *widgets.Button
	rows    *fyne.Container
	recipe  string // that the rows are shown for

	fields []*settingField
}

// settingField is the row of a choice. It is shown where the choice means something; else what it holds doesn't count.
type settingField struct {
	run.Choice
	row    *fyne.Container
	pick   *widgets.Select // of one of the words; the first option is the recipe's own
	number *widgets.Entry  // else; empty: the recipe's own
}

// newSettingsForm makes the form; row puts a label before a control.
func newSettingsForm(words *session.Words, row func(key string, o fyne.CanvasObject) *fyne.Container, changed func()) *settingsForm {
	m := &settingsForm{words: words, rows: container.NewVBox()}
	tell := func() {
		m.showFor(m.recipe)
		changed()
	}
	for _, c := range run.AllChoices() {
		f := &settingField{Choice: c}
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
func (m *settingsForm) unfold() {
	setVisible(m.rows, !m.rows.Visible())
	m.writeTitle()
}

// writeTitle writes the button that folds: whether something is chosen shows folded too.
func (m *settingsForm) writeTitle() {
	word, icon := m.words.Text("form.more"), theme.MenuDropDownIcon()
	if m.rows.Visible() {
		icon = theme.MenuDropUpIcon()
	}
	if m.hasChanges(m.recipe) {
		word = m.words.Text("form.more.chosen")
	}
	m.fold.SetIcon(icon)
	m.fold.SetText(word)
}

// showFor shows the choices that mean something for a recipe with what is chosen.
func (m *settingsForm) showFor(recipe string) {
	m.recipe = recipe
	chosen, _ := m.choices(recipe)
	any := false
	for _, f := range m.fields {
		means := f.Means(recipe, chosen)
		setVisible(f.row, means)
		any = any || means
	}
	setVisible(m.content, any)
	m.writeTitle()
}

func (m *settingsForm) retranslate() {
	own := m.words.Text("form.own")
	for _, f := range m.fields {
		if f.pick == nil {
			f.number.SetPlaceHolder(own)
			continue
		}
		words := []string{own}
		for _, word := range f.Words {
			words = append(words, m.nameWord(f.Name, word))
		}
		f.pick.SetWords(words...)
	}
	m.writeTitle()
}

// nameWord is one of a choice's words as the window says it. The losses go by the names of their papers.
func (m *settingsForm) nameWord(name, word string) string {
	if name == "loss" {
		return word
	}
	return m.words.Text(name + "." + word)
}

// choices are what is chosen and means something for a recipe. The error is for the window.
func (m *settingsForm) choices(recipe string) (run.Choices, error) {
	var c run.Choices
	var wrong error
	for _, f := range m.fields {
		with := c
		if err := f.putInto(&with); err != nil {
			if f.Means(recipe, c) && wrong == nil {
				wrong = shortReason(m.words.Text(err.Error(), m.words.Text("form."+f.Name)))
			}
			continue
		}
		if f.Means(recipe, with) {
			c = with
		}
	}
	return c, wrong
}

// hasChanges tells whether anything is.
func (m *settingsForm) hasChanges(recipe string) bool {
	c, err := m.choices(recipe)
	return err != nil || c != run.Choices{}
}

// putInto writes what the field holds into the choices; nothing where that is the recipe's own. The error is the key of what to say.
func (f *settingField) putInto(c *run.Choices) error {
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

// read gives the recipe's settings with what is chosen, nil where nothing is. The error is for the window.
func (m *settingsForm) read(recipe string) (*train.Settings, error) {
	c, err := m.choices(recipe)
	if err != nil {
		return nil, err
	}
	s, err := c.Settings(recipe)
	if errors.Is(err, train.ErrLengths) {
		return nil, shortReason(m.words.Text("form.loss.wrong", recipe, loss.Contrastive))
	}
	return s, err
}
