package torch

/*
#cgo linux LDFLAGS: -ldl
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void *library;

// Loads a library beside the program (see -rpath in setup/env), and libtorch with it. The program's own calls find their functions there
// when they are made for the first time. Returns null, or an error that the caller frees.
static char *load_library(const char *name) {
	library = dlopen(name, RTLD_LAZY | RTLD_GLOBAL);
	return library ? NULL : strdup(dlerror());
}

// What gotch makes as the program starts, as ts.None, before there is a libtorch: a null there means no tensor, too.
void *at_new_tensor(void) {
	void *(*theirs)(void) = library ? (void *(*)(void))dlsym(library, "at_new_tensor") : NULL;
	return theirs ? theirs() : NULL;
}

// How libtorch's threads wait for each other, which they read when they are loaded, unless the user has set it. By default they spin,
// and on a machine that is busy with something else training then takes more than ten times as long. Where they fall asleep at once,
// waking them takes longer than most of a small network's operations. Some microseconds of spinning are neither. It is set while the
// program has one thread: another might be reading the environment.
__attribute__((constructor)) static void wait_shortly(void) {
	const char *policy = getenv("OMP_WAIT_POLICY");
	if (getenv("GOMP_SPINCOUNT") || (policy && strcasecmp(policy, "passive")))
		return;
	setenv("OMP_WAIT_POLICY", "passive", 1);
	setenv("GOMP_SPINCOUNT", "3000", 1);
}
*/
import "C"

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"sync"
	"unsafe"
)

// native is the C++ between Go and libtorch. setup/native makes a library of it, which bears its hash in its name: a program never loads
// one of other sources.
//
//go:embed native
var native embed.FS

// load loads libtorch, once: it takes a fifth of a second and 100 MB, which a program that doesn't compute with it needn't have.
var load = sync.OnceValue(func() error {
	name, err := libraryName()
	if err != nil {
		return err
	}
	c := C.CString(name)
	defer C.free(unsafe.Pointer(c))
	if err := errorFrom(C.load_library(c)); err != nil {
		return fmt.Errorf("libtorch, which this needs, can't be loaded: %w; make build sets it up", err)
	}
	return nil
})

var libraryName = func() (string, error) {
	files, err := native.ReadDir("native")
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	for _, f := range files {
		text, err := native.ReadFile("native/" + f.Name())
		if err != nil {
			return "", err
		}
		hash.Write(text)
	}
	return fmt.Sprintf("libsiamface-torch-%.6x.so", hash.Sum(nil)), nil
}
