package window

import (
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"siamface/app/session"
	"siamface/model/loss"
	"siamface/model/recipes"
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

// settingField is the row of a setting. It is shown where the choice means something; else what it holds doesn't count.
type settingField struct {
	train.Setting
	row    *fyne.Container
	pick   *widgets.Select // of one of the words; the first option is the recipe's own
	number *widgets.Entry  // else; empty: the recipe's own
}

// newSettingsForm makes the form; row puts a title before a control. The first rows aren't settings of a recipe, but folded with them.
func newSettingsForm(words *session.Words, row func(title func() string, o fyne.CanvasObject) *fyne.Container, changed func(), first ...fyne.CanvasObject) *settingsForm {
	m := &settingsForm{words: words, rows: container.NewVBox(first...)}
	tell := func() {
		m.showFor(m.recipe)
		changed()
	}
	for _, c := range train.ListSettings() {
		f := &settingField{Setting: c}
		var control fyne.CanvasObject
		if c.Kind == train.Word {
			f.pick = widgets.NewSelect(func(int) { tell() })
			control = f.pick
		} else {
			f.number = widgets.NewEntry(func(string) { tell() })
			control = f.number
		}
		f.row = row(func() string { return words.Choose(c.Title) }, control)
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
	for _, f := range m.fields {
		setVisible(f.row, recipes.Takes(recipe, f.Setting, chosen))
	}
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
		for _, title := range f.WordTitles {
			words = append(words, m.words.Choose(title))
		}
		if f.WordTitles == nil {
			words = append(words, f.Words...)
		}
		f.pick.SetWords(words...)
	}
	m.writeTitle()
}

// choices are what is chosen and means something for a recipe. The error is for the window.
func (m *settingsForm) choices(recipe string) (train.Choices, error) {
	c := train.Choices{}
	var wrong error
	for _, f := range m.fields {
		text := f.read()
		if text == "" {
			continue
		}
		if f.isWrong(text) {
			if wrong == nil && recipes.Takes(recipe, f.Setting, c) {
				wrong = shortReason(m.words.Text(wrongKeys[f.Kind], m.words.Choose(f.Title)))
			}
			continue
		}
		if c[f.Key] = text; !recipes.Takes(recipe, f.Setting, c) {
			delete(c, f.Key)
		}
	}
	return c, wrong
}

// hasChanges tells whether anything is.
func (m *settingsForm) hasChanges(recipe string) bool {
	c, err := m.choices(recipe)
	return err != nil || len(c) > 0
}

// read is what the field holds; "" is the recipe's own.
func (f *settingField) read() string {
	if f.pick == nil {
		return strings.TrimSpace(f.number.Text)
	}
	if i := f.pick.SelectedIndex(); i > 0 {
		return f.Words[i-1]
	}
	return ""
}

// isWrong tells whether a text is no value of the setting. Whole numbers are of epochs.
func (f *settingField) isWrong(text string) bool {
	n, _ := strconv.Atoi(text)
	return f.Check(text) != nil || f.Kind == train.Whole && n > mostEpochs
}

// wrongKeys are the keys of what to say of a wrong number.
var wrongKeys = map[train.Kind]string{
	train.Whole: "form.wrong.whole", train.Positive: "form.wrong.above", train.NotNegative: "form.wrong.from",
}

// readSettings gives the recipe's settings with what is chosen, nil where nothing is. The error is for the window.
func (m *settingsForm) readSettings(recipe string) (*train.Settings, error) {
	c, err := m.choices(recipe)
	if err != nil {
		return nil, err
	}
	s, err := recipes.Choose(recipe, c)
	if errors.Is(err, train.ErrLengths) {
		return nil, shortReason(m.words.Text("form.loss.wrong", recipe, loss.Contrastive))
	}
	return s, err
}
