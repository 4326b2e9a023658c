// Package assets holds what the window is made of beside code: its icon and its words in two languages. The words are
// JSON files of keys and texts; {0}, {1} and so on in a text are places for what is put in.
package assets

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// Language is a language of the window, named as in a locale.
type Language string

// The languages.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// Languages are all of them.
var Languages = []Language{English, Chinese}

//go:embed en.json zh.json
var files embed.FS

//go:embed icon-128.png
var icon []byte

// Icon is the program's icon, a PNG file of 128 × 128 pixels: icon.svg drawn, which takes a tenth of the time until the window is there.
func Icon() []byte { return icon }

// words reads the translations once. A file that can't be read gives no words, which a test would notice.
var words = sync.OnceValue(func() map[Language]map[string]string {
	all := map[Language]map[string]string{}
	for _, l := range Languages {
		texts := map[string]string{}
		if data, err := files.ReadFile(string(l) + ".json"); err == nil {
			_ = json.Unmarshal(data, &texts)
		}
		all[l] = texts
	}
	return all
})

// T is the text of a key with the arguments in their places; a key without a text is its own text.
func T(l Language, key string, args ...any) string {
	text, ok := words()[l][key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	places := make([]string, 0, 2*len(args))
	for i, a := range args {
		places = append(places, fmt.Sprintf("{%d}", i), fmt.Sprint(a))
	}
	return strings.NewReplacer(places...).Replace(text)
}

// Has tells whether a language has a text for the key.
func Has(l Language, key string) bool {
	_, ok := words()[l][key]
	return ok
}

// FromLocale is the language for the values of LC_ALL, LC_MESSAGES and LANG, in this order; the first that isn't empty
// decides.
func FromLocale(values ...string) Language {
	for _, v := range values {
		if v == "" {
			continue
		}
		if strings.HasPrefix(strings.ToLower(v), "zh") {
			return Chinese
		}
		return English
	}
	return English
}
