package session

import (
	"os"

	"gonum.org/v1/plot/font"

	"siamface/assets"
	"siamface/model/figure"
	"siamface/model/format"
	"siamface/model/language"
	"siamface/model/network"
	"siamface/model/report"
	"siamface/widgets"
)

// Words are the window's texts in its language.
type Words struct {
	Changed    Listeners // the language is another one
	language   assets.Language
	font       font.Font // for figures in Chinese
	canChinese bool
	settings   Settings
}

// NewWords are texts in a language, whether or not a font draws it.
func NewWords(l assets.Language) *Words { return &Words{language: l} }

// rememberedWords are in the language chosen last, or in the system's, as far as there is a font for it.
func rememberedWords(settings Settings, fonts widgets.Fonts) *Words {
	w := NewWords(assets.English)
	w.settings = settings
	w.font, w.canChinese = findChineseFont(fonts)
	wanted := assets.Language(settings.StringWithFallback(KeyLanguage, string(systemLanguage())))
	if wanted == assets.Chinese && w.canChinese {
		w.language = assets.Chinese
	}
	return w
}

// Text is a text in the window's language.
func (w *Words) Text(key string, args ...any) string { return assets.T(w.language, key, args...) }

// Choose is a text that stands beside what it names, in the window's language.
func (w *Words) Choose(t language.Text) string { return t.In(string(w.language)) }

// Count is a text about a number of things, which comes first among the arguments; English has another text for one.
func (w *Words) Count(key string, n int, args ...any) string {
	if one := key + ".one"; n == 1 && assets.Has(w.language, one) {
		key = one
	}
	return w.Text(key, append([]any{format.Count(n)}, args...)...)
}

// Translate gives a sentence of the model's in the window's language, where it is one of those that are known.
func (w *Words) Translate(text string) string {
	sentence, _ := language.Translate(report.Sentences, string(w.language), text)
	return sentence
}

// CountPeopleAndPhotos counts both: "40 people, 400 photos".
func (w *Words) CountPeopleAndPhotos(people, photos int) string {
	return w.Text("list", w.Count("count.people", people), w.Count("count.photos", photos))
}

// JoinList names several things one after another.
func (w *Words) JoinList(names []string) string {
	text := names[0]
	for _, name := range names[1:] {
		text = w.Text("list", text, name)
	}
	return text
}

// SplitNames are the splits' names for people, in the order of the splits.
func (w *Words) SplitNames() []string {
	return []string{w.Text("split.train"), w.Text("split.validation"), w.Text("split.test")}
}

// KeepWritten runs a function that writes words, now and whenever the language changes.
func (w *Words) KeepWritten(write func()) {
	w.Changed.Add(write)
	write()
}

// Language is the window's language.
func (w *Words) Language() assets.Language { return w.language }

// CanChinese tells whether a font draws Chinese: the shipped one or one of the system's.
func (w *Words) CanChinese() bool { return w.canChinese }

// SetLanguage changes the window's language.
func (w *Words) SetLanguage(l assets.Language) {
	if l == w.language || l == assets.Chinese && !w.canChinese {
		return
	}
	w.language = l
	w.settings.SetString(KeyLanguage, string(l))
	w.Changed.notify()
}

// ChooseLanguage changes the window's language and remembers it, also where it is the one already.
func (w *Words) ChooseLanguage(l assets.Language) {
	w.SetLanguage(l)
	w.settings.SetString(KeyLanguage, string(w.language))
}

// FigureStyle is how figures look and speak now.
func (w *Words) FigureStyle(dark bool) figure.Style {
	style := figure.Style{Dark: dark}
	if w.language == assets.English {
		return style
	}
	style.Font, style.TranslateLayer = w.font, network.TranslateChinese
	style.Labels = figure.TranslateLabels(func(name string) string { return w.Text("figure." + name) })
	return style
}

// systemLanguage is the language that the user's environment asks for.
func systemLanguage() assets.Language {
	return assets.FromLocale(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
}
