package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/dataset"
	"siamface/model/pairlist"
	"siamface/model/verify"
)

// pairList is what became of a list of pairs.
type pairList struct {
	Dialect string `json:"dialect"` // how it is written, in a few words
	pairlist.Review
	Lost  []pairlist.LostPair `json:"lost"` // pairs that can't be scored
	Notes []string            `json:"notes"`

	pairs pairlist.List
}

// readPairs reads a list of pairs of files in a folder, finds the files however they are spelt, and reviews the list.
func readPairs(name, folder string, self bool) (*pairList, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("can't open the list of pairs: %w", err)
	}
	defer f.Close()
	finder := dataset.NewFinder(folder)
	list, err := pairlist.ReadWith(f, func(stem string) bool {
		found, err := finder.FindStem(stem)
		return err == nil && isFile(filepath.Join(folder, filepath.FromSlash(found)))
	})
	if err != nil {
		return nil, fmt.Errorf("can't use %s as a list of pairs: %w", showName(name), err)
	}
	if len(list.Pairs) == 0 {
		return nil, fmt.Errorf("there are no pairs in %s", showName(name))
	}
	find := finder.Find
	if list.Stems {
		find = finder.FindStem
	}
	if err := list.Rename(find); err != nil {
		return nil, fmt.Errorf("can't use %s as a list of pairs: %w", showName(name), err)
	}
	review, err := list.Review(self)
	if err != nil {
		return nil, fmt.Errorf("can't use %s as a list of pairs: %w", showName(name), err)
	}
	if len(list.Pairs) == 0 {
		return nil, fmt.Errorf("there are no pairs in %s that don't contradict each other", showName(name))
	}
	return &pairList{Dialect: list.Dialect, Review: review, Lost: []pairlist.LostPair{}, Notes: append([]string{}, list.Notes...), pairs: list}, nil
}

// findLost finds the pairs that could not be scored.
func (l *pairList) findLost(s verify.Scored) {
	reasons := map[string]string{}
	for _, skipped := range s.Skipped {
		reasons[skipped.Path] = skipped.Reason
	}
	l.Lost = l.pairs.Lost(reasons)
}

// sayPairList tells what is odd about a list, and names the pairs that were lost.
func sayPairList(t *terminal, l *pairList) {
	if l == nil {
		return
	}
	for _, sentence := range append(l.Sentences(), l.Notes...) {
		t.say("%s", sentence)
	}
	if len(l.Lost) == 0 {
		return
	}
	t.say("%s of the list can't be scored:", countNoun(len(l.Lost), "pair"))
	for _, lost := range l.Lost[:min(mostListed, len(l.Lost))] {
		t.say("  line %d, %s and %s: %s: %s", lost.Line, showName(lost.FileX), showName(lost.FileY), showName(lost.File), lost.Reason)
	}
	if more := len(l.Lost) - mostListed; more > 0 {
		t.say("  and %d more, which --json lists", more)
	}
}
