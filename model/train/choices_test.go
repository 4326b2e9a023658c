package train

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"siamface/model/language"
	"siamface/model/loss"
	"siamface/model/tower"
)

// TestTheTableAgreesWithTheRecord puts each setting into settings: what changes of the record bears its key.
func TestTheTableAgreesWithTheRecord(t *testing.T) {
	fields := func(s Settings) map[string]any {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for key, value := range all["loss"].(map[string]any) {
			all[key] = value
		}
		all["loss"] = all["name"]
		return all
	}
	for _, setting := range ListSettings() {
		value := map[Kind]string{Whole: "7", Positive: "0.7", NotNegative: "0.7"}[setting.Kind]
		if setting.Kind == Word {
			value = setting.Words[len(setting.Words)-1]
		}
		before := Settings{Loss: loss.Settings{Name: loss.Contrastive}, Feeding: FeedPublished, Schedule: SchedulePlateau, Refit: true, Solve: true}
		after, err := Choices{setting.Key: value}.PutInto(before)
		if err != nil {
			t.Fatal(err)
		}
		key := strings.ReplaceAll(setting.Key, "-", "_")
		if was, is := fields(before)[key], fields(after)[key]; is == nil || reflect.DeepEqual(was, is) {
			t.Errorf("%s %s: %q of the record was %v and is %v", setting.Key, value, key, was, is)
		}
		if setting.Help == "" {
			t.Errorf("%s has no help", setting.Key)
		}
		if titles := append([]language.Text{setting.Title}, setting.WordTitles...); slices.ContainsFunc(titles, func(l language.Text) bool { return !l.Whole() }) {
			t.Errorf("%s lacks words in a language: %v", setting.Key, titles)
		}
		if n := len(setting.WordTitles); n > 0 && n != len(setting.Words) {
			t.Errorf("%s has %d titles for %d words", setting.Key, n, len(setting.Words))
		}
	}
}

func TestValuesOfSettings(t *testing.T) {
	for kind, values := range map[Kind]map[string]error{
		Word:        {"a": nil, "b": ErrValue, "": ErrValue},
		Whole:       {"1": nil, "30": nil, "0": ErrValue, "-1": ErrValue, "1.5": ErrValue, "many": ErrValue},
		Positive:    {"0.1": nil, "1e-4": nil, "0": ErrZero, "-1": ErrValue, "inf": ErrValue, "NaN": ErrValue, "": ErrValue},
		NotNegative: {"0": nil, "5": nil, "-0.1": ErrValue, "Inf": ErrValue, "nan": ErrValue},
	} {
		setting := Setting{Kind: kind, Words: []string{"a"}}
		for text, want := range values {
			if err := setting.Check(text); !errors.Is(err, want) {
				t.Errorf("kind %d, %q: %v, want %v", kind, text, err, want)
			}
		}
	}
	if _, err := (Choices{"rate": "fast"}).PutInto(Settings{}); !errors.Is(err, ErrValue) {
		t.Errorf("a rate in a word: %v", err)
	}
}

func TestWhatIsSolvedHasNothingToChoose(t *testing.T) {
	for _, setting := range ListSettings() {
		if err := setting.Refuse(Use{Design: tower.Design{}, Settings: Settings{}}); !errors.Is(err, ErrSolved) {
			t.Errorf("%s: %v", setting.Key, err)
		}
	}
}
