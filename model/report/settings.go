package report

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"siamface/model/train"
)

// listSettings are those of the training, by the names that report.json has for them. One without words of the page has those of the
// window's form, or keeps its name.
func (p page) listSettings() []setting {
	if p.Method.Settings == nil || !p.Method.Trained {
		return nil
	}
	var fields map[string]json.RawMessage
	written, err := json.Marshal(p.Method.Settings)
	if err != nil || json.Unmarshal(written, &fields) != nil {
		return nil // report.json can't be written then, and says so
	}
	var list []setting
	choosable := train.ListSettings()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		title := sentenceOf(name)
		if _, ok := texts()[English]["setting."+name]; ok {
			title = textOf("setting." + name)
		} else if at := slices.IndexFunc(choosable, func(s train.Setting) bool { return s.Key == strings.ReplaceAll(name, "_", "-") }); at >= 0 {
			title = wordedText(choosable[at].Title)
		}
		list = append(list, setting{title.both(), strings.Trim(string(fields[name]), `"`)})
	}
	return list
}
