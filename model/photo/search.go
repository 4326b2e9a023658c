package photo

import (
	"bytes"
	"io"
)

// containsPattern looks for the pattern between the offsets from and to: in the last 4 KiB, where an end marker nearly always is,
// and only when it isn't there in the rest.
func containsPattern(s *source, from, to int64, pattern []byte) (bool, error) {
	const tail = startBytes
	if from >= to {
		return false, nil
	}
	if found, err := searchPattern(s, max(from, to-tail), to, pattern); found || err != nil || to-tail <= from {
		return found, err
	}
	return searchPattern(s, from, to, pattern)
}

func searchPattern(s *source, from, to int64, pattern []byte) (bool, error) {
	if to <= int64(len(s.start)) {
		return bytes.Contains(s.start[min(from, to):to], pattern), nil
	}
	in := io.NewSectionReader(s, from, to-from)
	keep := len(pattern) - 1
	window := make([]byte, min(to-from, 1<<18)+int64(keep))
	held := 0
	for {
		n, err := in.Read(window[held:])
		held += n
		if bytes.Contains(window[:held], pattern) {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		held = copy(window, window[max(0, held-keep):held])
	}
}
