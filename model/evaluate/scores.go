// Package evaluate scores pairs of photos and turns their distances into the figures of a verification system, in the terms of
// ISO/IEC 19795-1 (see errorrate), with 95 % intervals by a bootstrap over people.
package evaluate

import (
	"bytes"
	"encoding/gob"
	"slices"

	"siamface/model/errorrate"
	"siamface/model/pairlist"
)

// Scores are the distances of genuine and of impostor pairs and, where it is known, who is on them. They don't change once made,
// so goroutines may share them. The zero value has no pairs.
type Scores struct {
	errorrate.Classes
	people            *pairPeople // nil where the people aren't known
	closest, farthest []PhotoPair
}

// PhotoPair is a pair of photos by their numbers: rows of the matrix that Collect was given.
type PhotoPair struct {
	I, J     int
	Distance float64
}

// MaxHardest is the greatest number of the hardest pairs that Scores name of each class.
const MaxHardest = 100

// New copies and sorts distances. It refuses one that is no finite number or is below zero. Who is on the pairs isn't known to
// it, so there are no intervals: see FromScored.
func New(genuine, impostor []float64) (Scores, error) {
	classes, err := errorrate.New(genuine, impostor)
	return Scores{Classes: classes}, err
}

// People is the number of people on the pairs, 0 where they aren't known.
func (s Scores) People() int {
	if s.people == nil {
		return 0
	}
	return s.people.count
}

// ClosestImpostors are the impostor pairs most easily taken for genuine, the closest first, at most MaxHardest. Only Collect
// knows them.
func (s Scores) ClosestImpostors() []PhotoPair { return slices.Clone(s.closest) }

// FarthestGenuine are the genuine pairs most easily taken for impostors, the farthest first, at most MaxHardest. Only Collect
// knows them.
func (s Scores) FarthestGenuine() []PhotoPair { return slices.Clone(s.farthest) }

// NameHardest names the pairs of ClosestImpostors and FarthestGenuine by the photos' files.
func (s Scores) NameHardest(files []string) (impostors, genuine []pairlist.ScoredPair) {
	name := func(pairs []PhotoPair, same bool) []pairlist.ScoredPair {
		named := make([]pairlist.ScoredPair, len(pairs))
		for i, p := range pairs {
			named[i] = pairlist.ScoredPair{FileX: files[p.I], FileY: files[p.J], Same: same, Distance: p.Distance}
		}
		return named
	}
	return name(s.closest, false), name(s.farthest, true)
}

// Times is the same scores with every distance multiplied by k, which is above zero: those of embeddings scaled by k.
func (s Scores) Times(k float64) Scores {
	scaled := func(p PhotoPair) PhotoPair { return PhotoPair{p.I, p.J, k * p.Distance} }
	return s.withChanged(errorrate.JoinClasses(s.Genuine().Times(k), s.Impostor().Times(k)), scaled)
}

// Renumber gives the photos of the hardest pairs other numbers: photo i becomes rows[i]. Folds of one matrix need it before Pool.
func (s Scores) Renumber(rows []int) Scores {
	return s.withChanged(s.Classes, func(p PhotoPair) PhotoPair { return PhotoPair{rows[p.I], rows[p.J], p.Distance} })
}

// withChanged is a copy with other distances and every hardest pair changed.
func (s Scores) withChanged(classes errorrate.Classes, change func(PhotoPair) PhotoPair) Scores {
	changed := func(pairs []PhotoPair) []PhotoPair {
		list := slices.Clone(pairs)
		for i, p := range list {
			list[i] = change(p)
		}
		return list
	}
	return Scores{classes, s.people, changed(s.closest), changed(s.farthest)}
}

// GobEncode writes the scores whole, for another process.
func (s Scores) GobEncode() ([]byte, error) {
	k := keptScores{Classes: s.Classes, Closest: s.closest, Farthest: s.farthest}
	if s.people != nil {
		k.Known, k.People, k.Genuine, k.Impostor = true, s.people.count, s.people.genuine.keep(), s.people.impostor.keep()
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(k)
	return b.Bytes(), err
}

// GobDecode reads what GobEncode wrote, and refuses what can't be scores.
func (s *Scores) GobDecode(data []byte) error {
	var k keptScores
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k); err != nil {
		return err
	}
	got := Scores{Classes: k.Classes, closest: k.Closest, farthest: k.Farthest}
	if k.Known {
		genuine, err := k.Genuine.restore(k.People)
		if err != nil {
			return err
		}
		impostor, err := k.Impostor.restore(k.People)
		if err != nil {
			return err
		}
		got.people = &pairPeople{k.People, genuine, impostor}
	}
	*s = got
	return nil
}
