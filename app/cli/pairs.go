package cli

import (
	"fmt"
	"os"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/verify"
)

// listOfPairs is what became of a list of pairs.
type listOfPairs struct {
	Dialect string `json:"dialect"` // how it is written, in a few words
	evaluate.Review
	Lost  []evaluate.LostPair `json:"lost"` // pairs that can't be scored
	Notes []string            `json:"notes"`

	pairs evaluate.PairList
}

// readPairs reads a list of pairs of files in a folder, finds these however they are spelt, and reviews it.
func readPairs(name, folder string, self bool) (*listOfPairs, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("can't open the list of pairs: %w", err)
	}
	defer f.Close()
	list, err := evaluate.ReadPairs(f)
	if err != nil {
		return nil, fmt.Errorf("can't use %s as a list of pairs: %w", shown(name), err)
	}
	if len(list.Pairs) == 0 {
		return nil, fmt.Errorf("there are no pairs in %s", shown(name))
	}
	finder := dataset.NewFinder(folder)
	find := finder.Find
	if list.Stems {
		find = finder.FindStem
	}
	if err := list.Rename(find); err != nil {
		return nil, fmt.Errorf("can't use %s as a list of pairs: %w", shown(name), err)
	}
	review, err := list.Review(self)
	if err != nil {
		return nil, fmt.Errorf("can't use %s as a list of pairs: %w", shown(name), err)
	}
	if len(list.Pairs) == 0 {
		return nil, fmt.Errorf("there are no pairs in %s that don't contradict each other", shown(name))
	}
	return &listOfPairs{Dialect: list.Dialect, Review: review, Lost: []evaluate.LostPair{}, Notes: append([]string{}, list.Notes...), pairs: list}, nil
}

// lose finds the pairs that could not be scored.
func (l *listOfPairs) lose(s verify.Scored) {
	reasons := map[string]string{}
	for _, skipped := range s.Skipped {
		reasons[skipped.Path] = skipped.Reason
	}
	l.Lost = l.pairs.Lost(reasons)
}

// sayList tells what is odd about a list, and names the pairs that were lost.
func (p *program) sayList(l *listOfPairs) {
	if l == nil {
		return
	}
	for _, sentence := range append(l.Sentences(), l.Notes...) {
		p.say("%s", sentence)
	}
	if len(l.Lost) == 0 {
		return
	}
	p.say("%s of the list can't be scored:", count(len(l.Lost), "pair"))
	for _, lost := range l.Lost[:min(listed, len(l.Lost))] {
		p.say("  line %d, %s and %s: %s: %s", lost.Line, shown(lost.FileX), shown(lost.FileY), shown(lost.File), lost.Reason)
	}
	if more := len(l.Lost) - listed; more > 0 {
		p.say("  and %d more, which --json lists", more)
	}
}
