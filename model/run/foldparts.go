package run

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/pairlist"
	"siamface/model/spelling"
	"siamface/model/train"
	"siamface/model/verify"
)

// FoldPart is one fold of a cross-validation that was tested by itself, perhaps on another machine, with all that is needed to pool it.
type FoldPart struct {
	Number            int // from 1
	frame             foldFrame
	names             []string
	method            string
	history           []train.Epoch
	best              int
	threshold         float64
	people, photos    int
	scores            evaluate.Scores
	pixels, untrained evaluate.Scores
	pairs             []pairlist.ScoredPair
	seconds           float64
}

// TestFold does one fold of CrossValidate, counted from 1: the same people are dealt into folds by the same seed, so that the parts of
// all folds together are the whole. report may be nil.
func TestFold(ctx context.Context, d *dataset.Dataset, o FoldOptions, number int, report func(Event)) (FoldPart, error) {
	if report == nil {
		report = func(Event) {}
	}
	if number < 1 || number > o.Folds {
		return FoldPart{}, fmt.Errorf("there is no fold %d of %d", number, o.Folds)
	}
	begun := time.Now()
	f, err := dealFolds(ctx, d, o, report)
	if err != nil {
		return FoldPart{}, err
	}
	defer f.plan.release()
	tested, err := f.test(ctx, number-1)
	if err != nil {
		return FoldPart{}, err
	}
	r := tested.result
	return FoldPart{
		Number: number, frame: f.describe(), names: r.Names, method: r.HeadMethod, history: r.History, best: r.Best, threshold: tested.threshold,
		people: tested.scored.People, photos: tested.scored.Photos, scores: tested.scored.Scores, pixels: tested.pixels,
		untrained: tested.untrained, pairs: slices.Collect(tested.scored.Pairs), seconds: time.Since(begun).Seconds(),
	}, nil
}

// PoolFolds makes of the parts of all folds, in any order, what CrossValidate gives. Folds of other photos or settings are refused.
func PoolFolds(ctx context.Context, parts []FoldPart) (*Folded, error) {
	if len(parts) == 0 {
		return nil, errors.New("there are no folds to pool")
	}
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b FoldPart) int { return a.Number - b.Number })
	frame := parts[0].frame
	if len(parts) != frame.Options.Folds {
		return nil, fmt.Errorf("%d of %d folds are there: all are needed", len(parts), frame.Options.Folds)
	}
	var tested []testedFold
	seconds := 0.0
	for i, p := range parts {
		if p.Number != i+1 {
			return nil, fmt.Errorf("fold %d is missing, or there twice", i+1)
		}
		if err := frame.checkSame(p.frame); err != nil {
			return nil, fmt.Errorf("fold %d can't be pooled with the others: %w", p.Number, err)
		}
		tested = append(tested, p.restore())
		seconds += p.seconds
	}
	all, err := poolFolds(ctx, frame, tested, time.Now())
	if err == nil {
		all.Seconds = seconds
	}
	return all, err
}

// restore is the fold as CrossValidate has it.
func (p FoldPart) restore() testedFold {
	metrics := evaluate.MeasureFold(evaluate.Fold{Name: fmt.Sprint(p.Number), Scores: p.scores}, p.threshold)
	return testedFold{
		result: FoldResult{FoldMetrics: metrics, Names: p.names, History: p.history, Best: p.best, HeadMethod: p.method},
		scored: verify.Scored{People: p.people, Photos: p.photos, Scores: p.scores, Pairs: slices.Values(p.pairs)},
		pixels: p.pixels, untrained: p.untrained,
	}
}

// checkSame compares what must be the same of two folds: the photos, byte for byte, and how they were used.
func (f foldFrame) checkSame(g foldFrame) error {
	if !slices.Equal(f.Record.Photos, g.Record.Photos) {
		return errors.New("other photos were there when it was tested")
	}
	mine, err1 := json.Marshal(f.Record.Settings)
	its, err2 := json.Marshal(g.Record.Settings)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if f.Record.Recipe != g.Record.Recipe || !bytes.Equal(mine, its) || f.Record.Weights != g.Record.Weights || f.Options.Folds != g.Options.Folds {
		return errors.New("it was trained by other settings")
	}
	return nil
}

// keptFold is a FoldPart as bytes hold it.
type keptFold struct {
	Number                    int
	Frame                     []byte // JSON
	Names                     []string
	Method                    string
	History                   []train.Epoch
	Best                      int
	Threshold, Seconds        float64
	People, Photos            int
	Scores, Pixels, Untrained evaluate.Scores
	Pairs                     []pairlist.ScoredPair
}

// MarshalBinary writes the part for another process.
func (p FoldPart) MarshalBinary() ([]byte, error) {
	frame, err := json.Marshal(p.frame.spelt(spelling.ToText))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = gob.NewEncoder(&b).Encode(keptFold{
		p.Number, frame, p.names, p.method, p.history, p.best, p.threshold, p.seconds, p.people, p.photos, p.scores, p.pixels, p.untrained, p.pairs,
	})
	return b.Bytes(), err
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (p *FoldPart) UnmarshalBinary(data []byte) error {
	var k keptFold
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k); err != nil {
		return fmt.Errorf("the result of a fold can't be read: %w", err)
	}
	got := FoldPart{
		k.Number, foldFrame{}, k.Names, k.Method, k.History, k.Best, k.Threshold, k.People, k.Photos, k.Scores, k.Pixels, k.Untrained, k.Pairs, k.Seconds,
	}
	if err := json.Unmarshal(k.Frame, &got.frame); err != nil {
		return fmt.Errorf("the result of a fold can't be read: %w", err)
	}
	got.frame = got.frame.spelt(spelling.FromCell)
	*p = got
	return nil
}
