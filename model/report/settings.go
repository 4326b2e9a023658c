package report

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// listSettings are those of the training, by the names that report.json has for them. One without words keeps its name.
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
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		title := sentenceOf(name)
		if _, ok := texts()[English]["setting."+name]; ok {
			title = textOf("setting." + name)
		}
		list = append(list, setting{title.both(), strings.Trim(string(fields[name]), `"`)})
	}
	return list
}
