package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"siamface/model/dataset"
	"siamface/model/language"
	"siamface/model/spelling"
	"siamface/model/train"
	"siamface/model/weights"
)

// shelf is where a training keeps what it has reached: a folder in the run's folder, with a file for each result, and one for the head that
// is being trained, which each epoch replaces. A nil shelf keeps nothing.
type shelf struct {
	folder   string // the run's
	training Unfinished
	report   func(Event)
	begun    time.Time
	spent    float64 // seconds, by those whose work this goes on with
	resumed  bool
	holds    bool // whether anything is kept
	failed   bool // whether something couldn't be
}

// The keys that a kept file has beside its own: of which training it is, what it is, and the seconds until then.
const (
	idKey      = "training"
	workKey    = "work"
	secondsKey = "seconds"
)

// openShelf begins to keep a training, or goes on with the one that the folder holds, where that is wanted. What decides its result must be as
// it was.
func openShelf(p plan, d *dataset.Dataset, begun time.Time) (*shelf, error) {
	s := &shelf{folder: p.options.Folder, training: describeUnfinished(p, d), report: p.report, begun: begun}
	if p.options.Resume {
		old, err := ReadUnfinished(s.folder)
		if err != nil {
			return nil, err
		}
		if old != nil {
			if err := refuseChanges(s.folder, old.listChanges(s.training)); err != nil {
				return nil, err
			}
			s.training, s.resumed, s.holds = *old, true, old.Reached.Stage != Reading
			s.dropPending()
			p.report(Event{Notice: describeReached(old)})
			return s, nil
		}
	}
	if err := DiscardUnfinished(s.folder); err != nil {
		return nil, fmt.Errorf("an older training that isn't finished can't be taken out of %s: %w", spelling.Show(s.folder), err)
	}
	if err := os.Mkdir(s.path(), 0o700); err != nil {
		return nil, fmt.Errorf("can't make a folder in %s: %w", spelling.Show(s.folder), err)
	}
	return s, s.training.write(filepath.Join(s.folder, UnfinishedFile))
}

// describeReached says where a training goes on.
func describeReached(u *Unfinished) language.Text {
	switch u.Reached.Stage {
	case Training:
		return language.Text{
			English: fmt.Sprintf("The training goes on after epoch %d of %d.", u.Reached.Epoch, u.Record.Settings.Epochs),
			Chinese: fmt.Sprintf("训练从第 %d 轮之后继续，共 %d 轮。", u.Reached.Epoch, u.Record.Settings.Epochs),
		}
	case Checking:
		return language.Text{English: "The training goes on where it was, with the thresholds.", Chinese: "训练从中断处继续：设定阈值。"}
	case Refitting:
		return language.Text{English: "The training goes on where it was, with the validation people too.", Chinese: "训练从中断处继续：验证人员也参与训练。"}
	}
	return language.Text{English: "The training had not finished an epoch: it begins again.", Chinese: "训练尚未完成一轮，从头开始。"}
}

func (s *shelf) path(names ...string) string {
	return filepath.Join(append([]string{s.folder, StateFolder}, names...)...)
}

// dropPending removes what was being written when the process ended.
func (s *shelf) dropPending() {
	entries, _ := os.ReadDir(s.path())
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			_ = os.Remove(s.path(e.Name()))
		}
	}
}

// checkPhotos compares the photos with those that the training began with. Of one that begins they are noted.
func (s *shelf) checkPhotos(t photoTable) error {
	if s == nil {
		return nil
	}
	photos := t.hashPhotos()
	if s.training.Record.Photos == nil {
		s.training.Record.Photos = photos
		return s.training.write(filepath.Join(s.folder, UnfinishedFile))
	}
	return refuseChanges(s.folder, comparePhotos(s.training.Record.Photos, photos))
}

// comparePhotos says which photos aren't what they were.
func comparePhotos(was, is []PhotoHash) []string {
	hashes := map[string]string{}
	for _, p := range was {
		hashes[p.File] = p.SHA256
	}
	var changed, added, gone []string
	for _, p := range is {
		switch hash, known := hashes[p.File]; {
		case !known:
			added = append(added, p.File)
		case hash != p.SHA256:
			changed = append(changed, p.File)
		}
		delete(hashes, p.File)
	}
	for file := range hashes {
		gone = append(gone, file)
	}
	return listNamed(named{"photos changed since", changed}, named{"photos that are gone", gone}, named{"photos that are new", added})
}

// seconds is how long the training took so far, with the times before.
func (s *shelf) seconds() float64 { return s.spent + time.Since(s.begun).Seconds() }

// close takes everything away that is of no use any more: after a training that is done, and after one that failed before it kept anything.
func (s *shelf) close(done bool) {
	switch {
	case done: // which has taken UnfinishedFile away itself
		_ = os.RemoveAll(s.path())
	case !s.holds:
		_ = DiscardUnfinished(s.folder)
	}
}

// within is the part of the shelf for a stage; nil, which keeps nothing, of a nil shelf.
func (s *shelf) within(stage Stage) train.Keeper {
	if s == nil {
		return nil
	}
	return shelfPart{s, string(stage)}
}

// load is what was kept of a work; nil where there is nothing.
func (s *shelf) load(work string) *weights.File {
	f, err := weights.ReadState(s.path(fileOf(work)))
	if errors.Is(err, fs.ErrNotExist) || err == nil && (f.Metadata[idKey] != s.training.ID || f.Metadata[workKey] != work) {
		return nil
	}
	if err != nil {
		s.report(Event{Notice: language.Text{
			English: "A part of what the training had reached can't be read, and is done again: " + err.Error(), Chinese: "训练的部分进度无法读取，将重新计算：" + err.Error(),
		}})
		return nil
	}
	if seconds, err := strconv.ParseFloat(f.Metadata[secondsKey], 64); err == nil {
		s.spent = max(s.spent, seconds)
	}
	return f
}

// save keeps f as what was reached of a work. Where that can't be done, the training goes on all the same.
func (s *shelf) save(work string, f *weights.File) {
	if f.Metadata == nil {
		f.Metadata = map[string]string{}
	}
	f.Metadata[idKey], f.Metadata[workKey] = s.training.ID, work
	f.Metadata[secondsKey] = strconv.FormatFloat(s.seconds(), 'f', 1, 64)
	err := weights.WriteState(s.path(fileOf(work)), f)
	if err == nil {
		s.holds = true
		return
	}
	if !s.failed {
		s.failed = true
		s.report(Event{Notice: language.Text{
			English: "The training goes on, but couldn't be gone on with after a stop: " + err.Error(), Chinese: "训练继续进行，但中断后将无法恢复：" + err.Error(),
		}})
	}
}

// fileOf is the file of a work: one for each result, and one for all heads that are being trained, of which there is one at a time.
func fileOf(work string) string {
	if work == train.Running || strings.HasSuffix(work, "/"+train.Running) {
		work = train.Running
	}
	return strings.ReplaceAll(work, "/", "-") + ".safetensors"
}

// shelfPart is the part of a shelf for a part of the work.
type shelfPart struct {
	*shelf
	work string
}

func (p shelfPart) Load(name string) *weights.File    { return p.load(p.work + "/" + name) }
func (p shelfPart) Save(name string, f *weights.File) { p.save(p.work+"/"+name, f) }
func (p shelfPart) Within(name string) train.Keeper   { return shelfPart{p.shelf, p.work + "/" + name} }
