package window

import (
	"slices"

	"siamface/app/session"
	"siamface/model/face"
)

// faceNote is what was found on a photo.
type faceNote struct {
	faces      int // without one that may be none
	quality    []face.Flag
	embedding  []float32 // of the main face; none without a face
	unreadable bool
}

// noteOf is the note about a photo, from its description or from why it couldn't be read.
func noteOf(d *face.Description, unreadable error) faceNote {
	if unreadable != nil {
		return faceNote{unreadable: true}
	}
	n := faceNote{faces: d.Sure(), quality: d.Face.Quality}
	if n.faces > 0 {
		n.embedding = d.Embedding
	}
	return n
}

// faceKind is a choice of photos by the faces on them.
type faceKind int

// The kinds in the order of the selection.
const (
	anyFaces faceKind = iota
	noFace
	severalFaces
	weakFace
)

// is tells whether a photo is of a kind. A weak face is one that was found, but that comparisons are often wrong about.
func (n faceNote) is(k faceKind) bool {
	switch {
	case k == anyFaces:
		return true
	case n.unreadable:
		return false
	case k == noFace:
		return n.faces == 0
	case k == severalFaces:
		return n.faces > 1
	}
	return n.faces > 0 && len(n.quality) > 0
}

// noteBadge is what is worth saying about a photo in a word or two, nothing for a good one of one face.
func noteBadge(words *session.Words, n faceNote) string {
	switch {
	case n.unreadable:
		return ""
	case n.faces == 0 && slices.Contains(n.quality, face.Uncertain):
		return words.Text("quality.uncertain")
	case n.faces == 0:
		return words.Text("badge.noface")
	case n.faces > 1:
		return words.Count("count.faces", n.faces)
	}
	if flags := nameFlags(words, n.quality); len(flags) > 0 {
		return flags[len(flags)-1]
	}
	return ""
}
