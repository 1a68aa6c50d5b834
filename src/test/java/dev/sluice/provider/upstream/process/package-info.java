@org.jspecify.annotations.NullMarked
package dev.sluice.provider.upstream.process;
