package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"siamface/model/torch"
	"siamface/model/tower"
	"siamface/model/weights"
)

// Keeper keeps what takes long to come about, by names, so that a training that was stopped or killed goes on from there. With one thread
// it then ends as it would have without that. nil keeps nothing.
type Keeper interface {
	// Load is what was kept under a name; nil where nothing was.
	Load(name string) *weights.File
	// Save keeps f in the place of what had the name. That it can't is the keeper's to tell: training goes on.
	Save(name string, f *weights.File)
	// Within is the keeper of a part of the work, with names of its own.
	Within(name string) Keeper
}

// Running is the name of what Fit keeps after each epoch. It is of no use once the work that it is within is done.
const Running = "running"

// nothing is the keeper that keeps nothing.
type nothing struct{}

func (nothing) Load(string) *weights.File  { return nil }
func (nothing) Save(string, *weights.File) {}
func (n nothing) Within(string) Keeper     { return n }

func orNothing(k Keeper) Keeper {
	if k == nil {
		return nothing{}
	}
	return k
}

// number is a float64 in JSON, to the last bit, infinities and NaN too.
type number float64

// MarshalText writes the shortest text that is read as the same number.
func (n number) MarshalText() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(n), 'g', -1, 64), nil
}

// UnmarshalText reads what MarshalText wrote.
func (n *number) UnmarshalText(text []byte) error {
	v, err := strconv.ParseFloat(string(text), 64)
	*n = number(v)
	return err
}

// keptEpoch is an Epoch as it is kept.
type keptEpoch struct {
	Number                             int
	Rate, Loss, Accuracy               number
	ValidationLoss, ValidationAccuracy number
	ValidationEER                      number
}

func keepEpochs(history []Epoch) []keptEpoch {
	list := make([]keptEpoch, len(history))
	for i, e := range history {
		list[i] = keptEpoch{
			e.Number, number(e.Rate), number(e.Loss), number(e.Accuracy), number(e.ValidationLoss), number(e.ValidationAccuracy), number(e.ValidationEER),
		}
	}
	return list
}

func restoreEpochs(list []keptEpoch) []Epoch {
	var history []Epoch
	for _, e := range list {
		history = append(history, Epoch{
			e.Number, float64(e.Rate), float64(e.Loss), float64(e.Accuracy), float64(e.ValidationLoss), float64(e.ValidationAccuracy), float64(e.ValidationEER),
		})
	}
	return history
}

// state is all that decides how a training goes on between two steps: what is in the tensors beside it, and the rest as JSON.
type state struct {
	head, kept map[string]weights.Tensor // kept is nil where no epoch is
	adam       torch.AdamState
	objective  [][]float32

	Epoch   int // done, but for a state within one
	Rate    number
	Waited  int
	Best    number
	BestAt  int
	History []keptEpoch
	Watch   keptHealth
	Sampler []byte
	Augment []byte
	Halved  bool
}

// keptHealth is a health as it is kept.
type keptHealth struct {
	Warnings []string
	Active   int
	Looked   bool
	Full     []string
}

// The keys in the file of a state: the JSON, and what the names of the tensors begin with.
const (
	stateKey      = "state"
	stepsKey      = "steps"
	headPart      = "head."
	keptPart      = "kept."
	meanPart      = "mean."
	squarePart    = "square."
	objectivePart = "loss."
)

// keepsHead says that the best head so far is the one that the epoch has just ended with: it is written once.
func (s state) keepsHead() bool { return s.Epoch > 0 && s.BestAt == s.Epoch }

// encode is the state as a file of weights.
func (s state) encode() (*weights.File, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	f := &weights.File{Tensors: map[string]weights.Tensor{}, Metadata: map[string]string{stateKey: string(text), stepsKey: strconv.FormatInt(s.adam.Steps, 10)}}
	for name, t := range s.head {
		f.Tensors[headPart+name] = t
	}
	for name, t := range s.kept {
		if !s.keepsHead() {
			f.Tensors[keptPart+name] = t
		}
	}
	for part, list := range map[string][][]float32{meanPart: s.adam.Mean, squarePart: s.adam.Square, objectivePart: s.objective} {
		for i, values := range list {
			f.Tensors[part+strconv.Itoa(i)] = weights.Tensor{Shape: []int{len(values)}, Data: values}
		}
	}
	return f, nil
}

// errOtherState is a state that isn't one of this program, though its checksum is right.
var errOtherState = errors.New("what was kept of the training is of another version of Siamface: train anew")

// decodeState reads what encode wrote.
func decodeState(f *weights.File) (*state, error) {
	s := &state{}
	if err := json.Unmarshal([]byte(f.Metadata[stateKey]), s); err != nil {
		return nil, fmt.Errorf("%w (%w)", errOtherState, err)
	}
	var err error
	if s.adam.Steps, err = strconv.ParseInt(f.Metadata[stepsKey], 10, 64); err != nil {
		return nil, fmt.Errorf("%w (%w)", errOtherState, err)
	}
	s.head, s.kept = takePart(f, headPart), takePart(f, keptPart)
	switch {
	case s.keepsHead():
		s.kept = s.head
	case len(s.kept) == 0:
		s.kept = nil
	}
	s.adam.Mean, s.adam.Square, s.objective = takeList(f, meanPart), takeList(f, squarePart), takeList(f, objectivePart)
	return s, nil
}

func takePart(f *weights.File, part string) map[string]weights.Tensor {
	tensors := map[string]weights.Tensor{}
	for name, t := range f.Tensors {
		if rest, ours := strings.CutPrefix(name, part); ours {
			tensors[rest] = t
		}
	}
	return tensors
}

func takeList(f *weights.File, part string) (list [][]float32) {
	for i := 0; ; i++ {
		t, more := f.Tensors[part+strconv.Itoa(i)]
		if !more {
			return list
		}
		list = append(list, t.Data)
	}
}

// KeptEpoch is the number of the last epoch that is done in what Fit kept under Running; 0 where that can't be told.
func KeptEpoch(f *weights.File) int {
	var s state
	_ = json.Unmarshal([]byte(f.Metadata[stateKey]), &s)
	return s.Epoch
}

// outcome is an Outcome as it is kept.
type outcome struct {
	History  []keptEpoch
	Best     int
	Early    bool
	Warnings []string
}

const outcomeKey = "outcome"

// Encode is a training that wasn't stopped, with the head that it made, as a Keeper keeps it.
func (o Outcome) Encode(head map[string]weights.Tensor) (*weights.File, error) {
	text, err := json.Marshal(outcome{keepEpochs(o.History), o.Best, o.Early, o.Warnings})
	return &weights.File{Tensors: head, Metadata: map[string]string{outcomeKey: string(text)}}, err
}

// DecodeOutcome reads what Encode made; the head is the file's tensors.
func DecodeOutcome(f *weights.File) (Outcome, error) {
	var o outcome
	if err := json.Unmarshal([]byte(f.Metadata[outcomeKey]), &o); err != nil {
		return Outcome{}, fmt.Errorf("%w (%w)", errOtherState, err)
	}
	return Outcome{History: restoreEpochs(o.History), Best: o.Best, Early: o.Early, Warnings: o.Warnings}, nil
}

// capture is the state as it is now.
func (l *loop) capture() (s state, err error) {
	s = state{
		Epoch: l.epoch, Rate: number(l.rate), Waited: l.waited, Best: number(l.best), BestAt: l.bestAt, History: keepEpochs(l.history),
		Watch: keptHealth{l.watch.warnings, l.watch.active, l.watch.looked, l.watch.full}, Halved: l.halved, kept: l.kept,
	}
	if s.Sampler, err = l.sampler.MarshalBinary(); err != nil {
		return s, err
	}
	if s.Augment, err = l.augment.MarshalBinary(); err != nil {
		return s, err
	}
	return s, torch.Do(background, func() error { return l.captureTensors(&s) })
}

// captureTensors copies what is on the device, on libtorch's thread.
func (l *loop) captureTensors(s *state) (err error) {
	if s.head = l.kept; !s.keepsHead() {
		if s.head, err = l.tower.ReadHead(); err != nil {
			return err
		}
	}
	if s.adam, err = l.adam.State(); err != nil {
		return err
	}
	for _, t := range l.objective.Trainable() {
		values, err := torch.Floats(t)
		if err != nil {
			return err
		}
		s.objective = append(s.objective, values)
	}
	return nil
}

// save keeps the state after an epoch.
func (l *loop) save() error {
	if _, keepsNothing := l.keep.(nothing); keepsNothing {
		return nil
	}
	s, err := l.capture()
	if err != nil {
		return err
	}
	f, err := s.encode()
	if err == nil {
		l.keep.Save(Running, f)
	}
	return err
}

// restore brings the loop to where a state was captured, but for what openDevice makes of it.
func (l *loop) restore(s *state) error {
	l.epoch, l.rate, l.waited, l.best, l.bestAt = s.Epoch, float64(s.Rate), s.Waited, float64(s.Best), s.BestAt
	l.history, l.kept, l.from, l.since = restoreEpochs(s.History), s.kept, s, s.Epoch*l.Steps
	l.watch = health{warnings: s.Watch.Warnings, active: s.Watch.Active, looked: s.Watch.Looked, full: s.Watch.Full}
	if s.Halved {
		l.halved = l.sampler.Halve()
	}
	if err := errors.Join(l.sampler.UnmarshalBinary(s.Sampler), l.augment.UnmarshalBinary(s.Augment)); err != nil {
		return fmt.Errorf("%w (%w)", errOtherState, err)
	}
	return torch.Do(background, func() error { return l.tower.SetHead(s.head) })
}

// withRoom computes on the device. Where a GPU's memory is full, the batches are halved, if it is a step that is computed; if that doesn't
// do, the training goes on on the processor.
func (l *loop) withRoom(step bool, compute func() error) error {
	err := compute()
	for torch.IsOutOfMemory(err) && !l.moved {
		if e := l.makeRoom(step); e != nil {
			return errors.Join(err, e)
		}
		err = compute()
	}
	return err
}

// makeRoom lays the training out anew as it is: with smaller batches or, once they are halved, on the processor. What a step that failed has
// left of gradients is gone then.
func (l *loop) makeRoom(step bool) error {
	s, err := l.capture()
	if err != nil {
		return err
	}
	l.closeDevice()
	if !step || l.halved || !l.sampler.Halve() {
		if err := tower.MoveToProcessor(background, l.tower); err != nil {
			return err
		}
		l.moved = true
		l.watch.noteFull(LeftGPU)
	} else {
		l.halved = true
		l.watch.noteFull(HalvedBatch)
	}
	if err := torch.Do(background, func() error { return l.tower.SetHead(s.head) }); err != nil {
		return err
	}
	l.from = &s
	return l.openDevice()
}
