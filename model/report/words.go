package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/language"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/recipes"
	"siamface/model/train"
)

// The languages of the page.
const (
	English = language.English
	Chinese = language.Chinese
)

var languages = []string{English, Chinese}

//go:embed en.json zh.json
var files embed.FS

// texts are the words by language and key; {0}, {1} and so on are places. A file that can't be read gives no words, which a
// test would notice.
var texts = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, language := range languages {
		words := map[string]string{}
		if data, err := files.ReadFile(language + ".json"); err == nil {
			_ = json.Unmarshal(data, &words)
		}
		all[language] = words
	}
	return all
})

// Forgotten says, in a report, that it isn't whole any more.
const Forgotten = "Somebody was forgotten since: the figures were measured with them, the lists are without them."

// Sentences are all that the packages below say in English, with what it is in Chinese. Some name people and files.
var Sentences = slices.Concat(photo.Sentences, dataset.Sentences, audit.Sentences, train.Sentences, recipes.Sentences, []language.Text{
	{English: Forgotten, Chinese: "之后已移除某人的数据：指标仍包含此人，列表中已不含。"},
	{English: parallel.Unexpected, Chinese: "发生意外错误"},
})

// text is HTML in each language.
type text map[string]template.HTML

// textOf is the text of a key with the arguments in their places. Arguments that are text stand there in the same language;
// others are printed and escaped.
func textOf(key string, args ...any) text {
	t := text{}
	for _, language := range languages {
		places := make([]string, 0, 2*len(args))
		for i, a := range args {
			places = append(places, fmt.Sprintf("{%d}", i), textIn(language, a))
		}
		t[language] = template.HTML(strings.NewReplacer(places...).Replace(template.HTMLEscapeString(wordOf(language, key)))) //nolint:gosec // all of it is escaped
	}
	return t
}

// wordedText is a text that stands beside what it names.
func wordedText(l language.Text) text {
	t := text{}
	for _, name := range languages {
		t[name] = template.HTML(template.HTMLEscapeString(l.In(name))) //nolint:gosec // escaped
	}
	return t
}

func textIn(language string, arg any) string {
	if t, ok := arg.(text); ok {
		return string(t[language])
	}
	return template.HTMLEscapeString(fmt.Sprint(arg))
}

func wordOf(language, key string) string {
	if w, ok := texts()[language][key]; ok {
		return w
	}
	return key
}

// sentenceOf is what another package said in English, as far as it is known in the other language.
func sentenceOf(english string) text {
	chinese, _ := language.Translate(Sentences, Chinese, english)
	return text{
		English: template.HTML(template.HTMLEscapeString(english)), //nolint:gosec // escaped
		Chinese: template.HTML(template.HTMLEscapeString(chinese)), //nolint:gosec // escaped
	}
}

// both is a text in all languages, of which the page shows one.
func (t text) both() template.HTML {
	if t[English] == t[Chinese] {
		return t[English]
	}
	var b strings.Builder
	for _, language := range languages {
		fmt.Fprintf(&b, `<span lang="%s">%s</span>`, language, t[language])
	}
	return template.HTML(b.String()) //nolint:gosec // made of escaped parts
}
