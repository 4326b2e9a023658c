package window

import (
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/font"

	"siamface/assets"
	"siamface/model/figure"
)

// fontPatterns are where systems keep fonts with Chinese characters.
var fontPatterns = []string{
	"/usr/share/fonts/*/*/NotoSansCJK*", "/usr/share/fonts/*/NotoSansCJK*", "/usr/share/fonts/*/*/SourceHanSans*",
	"/usr/share/fonts/*/*/wqy-*", "/usr/share/fonts/*/wqy-*", "/usr/share/fonts/*/*/DroidSansFallback*",
	"/usr/share/fonts/*/DroidSansFallback*", "/usr/local/share/fonts/*CJK*",
	"/System/Library/Fonts/PingFang.ttc", "/System/Library/Fonts/STHeiti*.ttc", "/Library/Fonts/Arial Unicode.ttf",
	`C:\Windows\Fonts\msyh.ttc`, `C:\Windows\Fonts\simsun.ttc`,
}

// chineseFont finds a font of the system that draws Chinese; plots use it, and the window's own fallback finds it too.
func chineseFont() (font.Font, bool) {
	sample := assets.T(assets.Chinese, "figure.threshold") + assets.T(assets.Chinese, "tab.verification")
	for _, pattern := range fontPatterns {
		paths, _ := filepath.Glob(pattern) // the patterns are well-formed
		for _, path := range paths {
			if f, err := figure.UseFontFile(path); err == nil && figure.CanDraw(f, sample) {
				return f, true
			}
		}
	}
	return font.Font{}, false
}

// systemLanguage is the language that the user's environment asks for.
func systemLanguage() assets.Language {
	return assets.FromLocale(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
}

// t is a text in the window's language.
func (s *state) t(key string, args ...any) string { return assets.T(s.lang, key, args...) }

// n is a text about a number of things, which comes first among the arguments; English has another text for one.
func (s *state) n(key string, n int, args ...any) string {
	if one := key + ".one"; n == 1 && assets.Has(s.lang, one) {
		key = one
	}
	return s.t(key, append([]any{grouped(n)}, args...)...)
}

// translated is a sentence of the model's in the window's language, where it is one of those that are known.
func (s *state) translated(text string) string {
	if key := "model." + text; assets.Has(s.lang, key) {
		return s.t(key)
	}
	head, rest, found := strings.Cut(text, ": ")
	if key := "model." + head; found && assets.Has(s.lang, key) {
		return s.t(key) + ": " + rest
	}
	return text
}

// say runs a function that writes words now and whenever the language changes.
func (s *state) say(write func()) {
	s.onLanguage = append(s.onLanguage, write)
	write()
}

// setLanguage changes the window's language.
func (s *state) setLanguage(l assets.Language) {
	if l == s.lang || l == assets.Chinese && !s.canChinese {
		return
	}
	s.lang = l
	s.prefs.SetString(keyLanguage, string(l))
	notify(s.onLanguage)
}

func grouped(n int) string { return figure.GroupThousands(n) }
