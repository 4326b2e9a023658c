package recipes

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"siamface/model/train"
)

// DifferencesFromPublished names what was done otherwise than in the published experiment: by the recipe, and by the user's choice.
func (r Recipe) DifferencesFromPublished(s train.Settings) []string {
	list := slices.Clone(r.Differences)
	if s.Solve {
		list = append(list, "when training ends, the dense layer is solved in closed form, of what the layers below it make of the same people: as trained it knows these few people by heart")
	}
	if s.Refit {
		list = append(list, "when the thresholds are set, the tower is trained once more, from the start on, on the validation people too: each more person that is learned from tells")
	}
	if chosen := r.ListChosen(s); len(chosen) > 0 {
		list = append(list, "chosen in the place of the recipe's own settings: "+strings.Join(chosen, ", "))
	}
	return list
}

// ListChosen names the settings in which s differs from the recipe's own, by their names in the record, with the values in s. The number
// of epochs, the seed and the threads don't count.
func (r Recipe) ListChosen(s train.Settings) []string {
	own, s := r.Settings.Filled(), s.Filled()
	own.Epochs, own.Seed, own.Threads = s.Epochs, s.Seed, s.Threads
	was, is := listFields(own), listFields(s)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if string(was[name]) != string(is[name]) {
			list = append(list, fmt.Sprintf("%s %s", name, is[name]))
		}
	}
	return list
}

// listFields are settings as JSON, by name.
func listFields(s train.Settings) map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	if text, err := json.Marshal(s); err == nil {
		_ = json.Unmarshal(text, &all) // it was just written
	}
	return all
}

// What several recipes do alike.
const (
	heldOut     = "validation people are held out of the training people; the best weights and the thresholds are chosen on them, and the test people are only measured"
	nothingHeld = "the test people are only measured; nothing is chosen on them"
	imageNet    = "the input is normalised as torchvision's weights want it, and the batch normalisation's ε is 1e-5"
	greyFace    = "the input is the photo's main face, found by pretrained networks and warped so that its 68 landmarks come to lie where a mean face has them, in grey"
	tenFolds    = "the thresholds come from ten-fold cross-validation over the training and validation people"
)
