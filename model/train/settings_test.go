package train_test

import (
	"encoding/json"
	"strings"
	"testing"

	"siamface/model/recipes"
	"siamface/model/train"
)

// TestSettingsOfBefore: a record that used what isn't offered any more says so, rather than being repeated otherwise.
func TestSettingsOfBefore(t *testing.T) {
	small, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(small.Settings)
	if err != nil {
		t.Fatal(err)
	}
	for change, says := range map[string]string{
		`"unfrozen":2`: "unfrozen stages", `"copies":3`: "changed copies", `"precision":"mixed"`: "mixed precision",
		`"feeding":"hard"`: "hard pairs", `"start":"discriminant"`: "discriminant", `"precision":"full"`: "", `"tower_rate":0`: "",
	} {
		var s train.Settings
		if err := json.Unmarshal([]byte(strings.TrimSuffix(string(text), "}")+","+change+"}"), &s); err != nil {
			t.Fatal(err)
		}
		err := s.Fits(small.Design)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "earlier version")) {
			t.Errorf("%s: %v", change, err)
		}
	}
}
