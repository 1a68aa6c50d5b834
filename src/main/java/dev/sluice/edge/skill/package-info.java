/** Skills as the catalogue's resources make them up (extension {@code io.modelcontextprotocol/skills}, SEP-2640). */
@NullMarked
package dev.sluice.edge.skill;

import org.jspecify.annotations.NullMarked;
