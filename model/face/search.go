package face

import (
	"cmp"
	"context"
	"slices"

	"siamface/model/parallel"
)

const (
	// wholeSide and borderedSide are the sizes of the two views that every photo is seen in.
	wholeSide, borderedSide = 640, 320

	// leastFace is the height of the faces that are found in photos of any size, in pixels, and hintFace and clearHint those
	// at which they give a hint, and a clear one.
	leastFace, hintFace, clearHint = 20, 11, 12

	// tileSide is the largest size of the parts in which the detector sees a large photo, and tileOverlap how much two neighbours share: a face
	// up to that size lies in one of them as a whole.
	tileSide, tileOverlap = 768, 128

	// wellSeen is the height in a view below which a face is looked at more closely. closeFace is the height that it is then brought to,
	// at which boxes vary least with the scale, and closeRoom how much of the photo is shown, in sizes of the face; wellHinted, closeHint and hintRoom are
	// those for hints, whose size is hardly known.
	wellSeen, wellHinted = 32, 24
	closeFace, closeRoom = 128, 2.5
	closeHint, hintRoom  = 40, 4

	// mostLooks bounds the closer looks at one photo, and maxFaces the faces.
	mostLooks, maxFaces = 400, 400
)

// search finds the faces of a photo, the best score first: in two views of the whole; in a large photo also in parts at about half of
// its size, where there is any detail; and by closer looks at what was seen badly or gave a hint only. Where nothing is sure, the photo is
// turned. What may be none is the only one, with a score of at most sureScore.
func (d detector) search(ctx context.Context, r raster) ([]candidate, error) {
	whole := wholeView(r, wholeSide)
	found, err := d.lookAt(ctx, []view{whole, borderedView(r, borderedSide)})
	if err != nil {
		return nil, err
	}
	sure := merge(nil, found)
	more, err := d.lookInParts(ctx, r, sure)
	if err != nil {
		return nil, err
	}
	sure, found = merge(sure, more), append(found, more...)
	if whole.scaleX > 1 {
		if sure, err = d.lookCloser(ctx, r, sure, found); err != nil {
			return nil, err
		}
	}
	if len(sure) == 0 {
		if sure, err = d.lookTurned(ctx, whole); err != nil {
			return nil, err
		}
	}
	if len(sure) == 0 && len(found) > 0 {
		if best := slices.MaxFunc(found, compareScores); best.score > uncertainScore {
			return []candidate{best}, nil
		}
	}
	slices.SortStableFunc(sure, func(a, b candidate) int { return compareScores(b, a) })
	return sure[:min(len(sure), maxFaces)], nil
}

func compareScores(a, b candidate) int { return cmp.Compare(a.score, b.score) }

// lookAt runs the detector on several views.
func (d detector) lookAt(ctx context.Context, views []view) ([]candidate, error) {
	found := make([][]candidate, len(views))
	err := parallel.Each(ctx, len(views), func(_ context.Context, i int) (err error) {
		found[i], err = d.look(views[i])
		return err
	}, nil)
	return slices.Concat(found...), err
}

// lookCloser looks again, closer, at the faces that were seen badly, whose boxes it corrects, and at the hints, of which it keeps those that
// turn out to be faces. What looked like a face from afar, and not at all from near, is none.
func (d detector) lookCloser(ctx context.Context, r raster, sure, found []candidate) ([]candidate, error) {
	targets := closerTargets(sure, found)
	seen := make([]*candidate, len(targets))
	err := parallel.Each(ctx, len(targets), func(_ context.Context, i int) error {
		t := targets[i]
		height, room := float64(closeFace), float64(closeRoom)
		if t.score <= sureScore {
			height, room = closeHint, hintRoom
		}
		side := room * max(t.W, t.H)
		c := t.centre()
		around, err := d.look(closeView(r, Box{c.X - side/2, c.Y - side/2, side, side}, height/t.H))
		seen[i] = bestMatch(t, around)
		return err
	}, nil)
	if err != nil {
		return nil, err
	}
	well := slices.DeleteFunc(slices.Clone(sure), seenBadly)
	var again, hints []candidate
	for i, c := range seen {
		switch t := targets[i]; {
		case c == nil || c.score <= uncertainScore:
		case c.score > sureScore && t.score > sureScore:
			again = append(again, *c)
		case c.score > sureScore:
			hints = append(hints, *c)
		case t.score > sureScore:
			again = append(again, t)
		}
	}
	return merge(merge(well, again), hints), nil
}

// seenBadly tells whether the photo shows more of a face than the view that it was found in.
func seenBadly(c candidate) bool { return c.seen < wellSeen && c.H > 1.01*c.seen }

// hints tells whether a candidate that isn't sure is worth a closer look. Where the smallest faces are seen at clearHint pixels, all of them
// score twice what they do at hintFace.
func (c candidate) hints() bool {
	clear := leastFace*c.seen/c.H >= clearHint
	return c.seen < wellHinted && seenBadly(c) && (!clear || c.score > 2*hintScore)
}

// closerTargets are the sure faces that were seen badly, and then the hints, the best first.
func closerTargets(sure, found []candidate) (targets []candidate) {
	for _, c := range sure {
		if seenBadly(c) {
			targets = append(targets, c)
		}
	}
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b candidate) int { return compareScores(b, a) })
	for _, c := range found {
		covered := slices.ContainsFunc(sure, func(s candidate) bool { return s.contains(c.centre()) })
		if c.score <= sureScore && c.hints() && !covered && !overlapsAny(c, targets) && len(targets) < mostLooks {
			targets = append(targets, c)
		}
	}
	return targets
}

// bestMatch is what fits a target best of what lies about its centre; nil where nothing does. What is sure goes before what isn't.
func bestMatch(target candidate, around []candidate) (best *candidate) {
	better := func(a, b *candidate) bool {
		if aSure, bSure := a.score > sureScore, b.score > sureScore; aSure != bSure {
			return aSure
		}
		return a.union(target.Box) > b.union(target.Box)
	}
	for i := range around {
		c := &around[i]
		if near := c.contains(target.centre()) || target.contains(c.centre()); near && (best == nil || better(c, best)) {
			best = c
		}
	}
	return best
}

// lookTurned finds the faces of a photo that lies on its side or stands on its head: those of the turn, by quarters of a circle, in which
// the surest one is.
func (d detector) lookTurned(ctx context.Context, whole view) (best []candidate, err error) {
	turns := make([][]candidate, 3)
	err = parallel.Each(ctx, len(turns), func(ctx context.Context, i int) error {
		turned := whole.turned(i + 1)
		found, err := d.lookAt(ctx, []view{wholeView(turned, wholeSide), borderedView(turned, borderedSide)})
		turns[i] = merge(nil, found)
		for k := range turns[i] {
			turns[i][k].turnBack(i+1, float64(turned.w), float64(turned.h))
			turns[i][k].move(whole)
		}
		return err
	}, nil)
	for _, faces := range turns {
		if len(faces) > 0 && (len(best) == 0 || faces[0].score > best[0].score) {
			best = faces
		}
	}
	return best, err
}

// turnBack carries a candidate from a turned picture of that size to the picture as it was.
func (c *candidate) turnBack(quarters int, w, h float64) {
	back := func(p Point) Point {
		switch quarters {
		case 1:
			return Point{p.Y, w - 1 - p.X}
		case 2:
			return Point{w - 1 - p.X, h - 1 - p.Y}
		}
		return Point{h - 1 - p.Y, p.X}
	}
	c.Box = bounds([]Point{back(Point{c.X, c.Y}), back(Point{c.X + c.W, c.Y + c.H})})
	for j, p := range c.five {
		c.five[j] = back(p)
	}
}
