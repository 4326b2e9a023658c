package run

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/face"
	"siamface/model/file"
	"siamface/model/spelling"
	"siamface/model/train"
	"siamface/model/weights"
)

// What a run's folder holds of a training that isn't done: the file says what it is of, the folder has what it has reached.
const (
	UnfinishedFile = ".unfinished.json"
	StateFolder    = ".unfinished"
)

// UnfinishedFormat is what UnfinishedFile is, and in which version. It goes up when what is kept, or how it is gone on with, changes.
const UnfinishedFormat = "siamface unfinished training 1"

// Unfinished is a training that isn't done: all that decides its result, and where it stands.
type Unfinished struct {
	Format string `json:"format"` // UnfinishedFormat
	ID     string `json:"id"`     // of what it has reached
	Folder string `json:"folder"` // of the photos
	// Record is what is known of it so far: before the photos were read, none of them.
	Record Record  `json:"record"`
	FMR    float64 `json:"fmr"`    // that the thresholds are set for
	Faces  string  `json:"faces"`  // the version of the networks that find faces; "" for recipes that look for none
	Trials []Trial `json:"trials"` // of the search that found the settings
	// WeightsFile and Device are as chosen: a path, "" for none, and a name of torch.Devices.
	WeightsFile string `json:"weights_file"`
	Device      string `json:"device"`

	Reached Reached `json:"-"`
}

// Reached is where an unfinished training stands.
type Reached struct {
	Stage Stage // Reading before the first epoch is done
	Epoch int   // done, in Training
}

// signedUnfinished is an Unfinished in its file: its JSON, and the sum of it.
type signedUnfinished struct {
	Training json.RawMessage `json:"training"`
	SHA256   string          `json:"sha256"`
}

// ReadUnfinished reads the unfinished training in a run's folder; nil where there is none.
func ReadUnfinished(folder string) (*Unfinished, error) {
	data, err := os.ReadFile(filepath.Join(folder, UnfinishedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the unfinished training in %s can't be read: %w", folder, err)
	}
	var signed signedUnfinished
	var u Unfinished
	if json.Unmarshal(data, &signed) != nil || signed.SHA256 != sumOf(signed.Training) || json.Unmarshal(signed.Training, &u) != nil {
		return nil, fmt.Errorf("the unfinished training in %s can't be gone on with: %s is damaged; train anew, without --resume", folder, UnfinishedFile)
	}
	if u.Format != UnfinishedFormat {
		return nil, fmt.Errorf("the unfinished training in %s can't be gone on with: it is of another version of Siamface; train anew, without --resume", folder)
	}
	u.Record, u.Folder = u.Record.spelt(spelling.FromCell), spelling.FromCell(u.Folder)
	u.Reached = readReached(folder, u.ID)
	return &u, nil
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// readReached looks where the training stands, without a look at the sums.
func readReached(folder, id string) Reached {
	path := filepath.Join(folder, StateFolder, fileOf(train.Running))
	f, err := weights.Read(path, weights.Limits{Only: func(string) bool { return false }})
	if err != nil || f.Metadata[idKey] != id {
		return Reached{Stage: Reading}
	}
	work, _, _ := strings.Cut(f.Metadata[workKey], "/")
	return Reached{Stage(work), train.KeptEpoch(f)}
}

// write writes the file, as one of the run's files at path.
func (u Unfinished) write(path string) error {
	u.Record, u.Folder = u.Record.spelt(spelling.ToText), spelling.ToText(u.Folder)
	text, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return file.Write(path, 0o600, func(w io.Writer) error {
		return json.NewEncoder(w).Encode(signedUnfinished{text, sumOf(text)})
	})
}

// Options are those that go on with the training in a run's folder.
func (u Unfinished) Options(folder string) Options {
	s := u.Record.Settings
	return Options{
		Folder: folder, Resume: true, Recipe: u.Record.Recipe, Weights: u.WeightsFile, Seed: s.Seed, Threads: s.Threads, FMR: u.FMR, Device: u.Device,
		Settings: &s, Trials: u.Trials,
	}
}

// SplitPeople puts a folder's people where the training has them. What differs is found by Train.
func (u Unfinished) SplitPeople(d *dataset.Dataset) { _ = splitAgain(d, u.Record.Split) }

// describeUnfinished is a training that is about to begin.
func describeUnfinished(p plan, d *dataset.Dataset) Unfinished {
	u := Unfinished{Format: UnfinishedFormat, ID: rand.Text(), FMR: errorrate.FMROr(p.options.FMR), Trials: p.options.Trials, Folder: d.Root, Device: p.options.Device}
	if p.options.Weights != "" {
		u.WeightsFile = realPath(p.options.Weights)
	}
	if p.recipe.Input.FindsFaces() {
		u.Faces = face.Version()
	}
	u.Record = Record{Provenance: describeProvenance(p, p.settings), Split: map[string][]string{}, Excluded: append([]string{}, d.Excluded...)}
	for _, person := range d.People {
		u.Record.Split[person.Split.String()] = append(u.Record.Split[person.Split.String()], person.Name)
	}
	return u
}

// listChanges are sentences on what decides the result and isn't as it was, but for the photos.
func (u Unfinished) listChanges(is Unfinished) []string {
	changes := listProgramChanges(u.Record.Provenance, is.Record.Provenance)
	if u.Faces != is.Faces {
		changes = append(changes, "faces are found by other networks")
	}
	a, b := u.Record, is.Record
	if a.Recipe != b.Recipe {
		return append(changes, fmt.Sprintf("the recipe was %s and is %s", a.Recipe, b.Recipe))
	}
	if a.Weights.SHA256 != b.Weights.SHA256 {
		changes = append(changes, "the weights are another file")
	}
	changes = append(changes, listSettingChanges(a.Settings, b.Settings)...)
	if u.FMR != is.FMR {
		changes = append(changes, fmt.Sprintf("the false match rate of the thresholds was %v and is %v", u.FMR, is.FMR))
	}
	if !equalSorted(a.Excluded, b.Excluded) {
		changes = append(changes, "other files are left out")
	}
	return append(changes, u.listMoves(is)...)
}

// listMoves says who isn't there any more, is new, or stands on another side of the split.
func (u Unfinished) listMoves(is Unfinished) []string {
	was, now := u.sides(), is.sides()
	var gone, added, moved []string
	for name, side := range was {
		switch other, there := now[name]; {
		case !there:
			gone = append(gone, name)
		case other != side:
			moved = append(moved, name)
		}
	}
	for name := range now {
		if _, known := was[name]; !known {
			added = append(added, name)
		}
	}
	return listNamed(named{"people who are gone", gone}, named{"people who are new", added}, named{"people on another side of the split", moved})
}

// sides is on which side of the split each person stands.
func (u Unfinished) sides() map[string]string {
	sides := map[string]string{}
	for side, names := range u.Record.Split {
		for _, name := range names {
			sides[name] = side
		}
	}
	return sides
}

func equalSorted(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// refuseChanges is the error for what isn't as it was; nil where all is.
func refuseChanges(folder string, changes []string) error {
	if len(changes) == 0 {
		return nil
	}
	return fmt.Errorf("the training in %s can't be gone on with, since not all is as it was: %s; give what it began with, or train anew without --resume",
		spelling.Show(folder), strings.Join(changes, "; "))
}

// listSettingChanges says which settings differ, by their names in a report.
func listSettingChanges(was, is train.Settings) []string {
	a, b := flattenSettings(was), flattenSettings(is)
	var changes []string
	all := maps.Clone(a)
	maps.Copy(all, b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if a[name] != b[name] {
			changes = append(changes, fmt.Sprintf("the setting %s was %s and is %s", strings.ReplaceAll(name, "_", "-"), a[name], b[name]))
		}
	}
	return changes
}

// flattenSettings are the settings as texts, by their names in a report; those within one bear its name before their own.
func flattenSettings(s train.Settings) map[string]string {
	flat := map[string]string{}
	text, err := json.Marshal(s)
	if err != nil {
		return flat
	}
	var walk func(before string, value any)
	walk = func(before string, value any) {
		if inner, ok := value.(map[string]any); ok {
			for name, v := range inner {
				walk(strings.TrimPrefix(before+" "+name, " "), v)
			}
			return
		}
		flat[before] = fmt.Sprint(value)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // a seed is more than a float64 holds
	var value any
	if d.Decode(&value) == nil {
		walk("", value)
	}
	return flat
}

// DiscardUnfinished takes what is kept of an unfinished training out of a run's folder. Nobody may be writing there.
func DiscardUnfinished(folder string) error {
	err := os.Remove(filepath.Join(folder, UnfinishedFile))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, os.RemoveAll(filepath.Join(folder, StateFolder)))
}
