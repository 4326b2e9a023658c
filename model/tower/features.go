package tower

import "slices"

// Features are what the frozen part gives for many photos, row after row, or a view of some of the rows.
type Features struct {
	Width int
	Data  []float32
	// NoFace are the photos, in order, on which a recipe that finds faces found none: theirs are the features of the whole picture.
	NoFace []int
	// SHA256 are the sums of the photos' files, in their order, where ExtractFeatures read them; "" of a file that couldn't be read.
	SHA256 []string
	// Kept is of how many photos ExtractFeatures found the features kept from before.
	Kept int

	view []int // the rows of Data that these are; nil is all of them
}

// Row is the features of photo i.
func (f Features) Row(i int) []float32 {
	if f.view != nil {
		i = f.view[i]
	}
	return f.Data[i*f.Width : (i+1)*f.Width]
}

// Rows is the number of photos.
func (f Features) Rows() int {
	switch {
	case f.view != nil:
		return len(f.view)
	case f.Width == 0:
		return 0
	}
	return len(f.Data) / f.Width
}

// Pick is a view of some rows, in the order given. It shares the numbers: features take most of a training's memory.
func (f Features) Pick(rows []int) Features {
	view := make([]int, len(rows))
	for i, r := range rows {
		if view[i] = r; f.view != nil {
			view[i] = f.view[r]
		}
	}
	return Features{Width: f.Width, Data: f.Data, view: view}
}

// Gather is the rows of photos from, up to but without to, one behind the other. Those of a view are copied into buffer, which grows
// where it must.
func (f Features) Gather(from, to int, buffer *[]float32) []float32 {
	if f.view == nil {
		return f.Data[from*f.Width : to*f.Width]
	}
	rows := slices.Grow((*buffer)[:0], (to-from)*f.Width)
	for i := from; i < to; i++ {
		rows = append(rows, f.Row(i)...)
	}
	*buffer = rows
	return rows
}
