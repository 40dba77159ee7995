#include "model/cache/model_archive.h"

#include "model/cache/check_model.h"
#include "model/import_protocol.h"

namespace compere::model {

// The last value of each enum: a reader refuses what lies beyond.
constexpr Shading last_of(Shading) {
    return Shading::Toon;
}
constexpr AlphaMode last_of(AlphaMode) {
    return AlphaMode::Blend;
}
constexpr Interpolation last_of(Interpolation) {
    return Interpolation::CubicSpline;
}
constexpr Track::Path last_of(Track::Path) {
    return Track::Path::Weights;
}
constexpr ColourBind::Target last_of(ColourBind::Target) {
    return ColourBind::Target::Outline;
}
constexpr Override last_of(Override) {
    return Override::Blend;
}
constexpr Constraint::Kind last_of(Constraint::Kind) {
    return Constraint::Kind::Rotation;
}
constexpr Lookup::Kind last_of(Lookup::Kind) {
    return Lookup::Kind::Picture;
}

// Every struct is taken apart by a structured binding: one that gets another field does not compile until it is named
// here.
template <class A>
void fields(A& archive, Of<A, signal::Transform>& value) {
    auto& [translation, rotation, scale] = value;
    archive(translation, rotation, scale);
}

template <class A>
void fields(A& archive, Of<A, Node>& value) {
    auto& [name, parent, rest, file_node] = value;
    archive(name, parent, rest, file_node);
}

template <class A>
void fields(A& archive, Of<A, Skin>& value) {
    auto& [joints, inverse_bind] = value;
    archive(joints, inverse_bind);
}

template <class A>
void fields(A& archive, Of<A, MorphTarget>& value) {
    auto& [channel, vertices, position_deltas, normal_deltas] = value;
    archive(channel, vertices, position_deltas, normal_deltas);
}

template <class A>
void fields(A& archive, Of<A, Mesh>& value) {
    auto& [name, node, skin, material, positions, normals, tangents, uv, colours, joints, weights, indices, morphs] =
        value;
    archive(name, node, skin, material, positions, normals, tangents, uv, colours, joints, weights, indices, morphs);
}

template <class A>
void fields(A& archive, Of<A, MorphChannel>& value) {
    auto& [mesh, name, default_weight, node] = value;
    archive(mesh, name, default_weight, node);
}

template <class A>
void fields(A& archive, Of<A, TextureRef>& value) {
    auto& [image, uv_set, offset, scale, rotation_rad, repeat] = value;
    archive(image, uv_set, offset, scale, rotation_rad, repeat);
}

template <class A>
void fields(A& archive, Of<A, Material>& value) {
    auto& [name, shading, alpha, alpha_cutoff, double_sided, base_colour, metallic, roughness, emissive, base_texture,
           metallic_roughness_texture, normal_texture, emissive_texture, occlusion_texture, shade_colour, shade_texture,
           shading_shift, shading_toony, gi_equalisation, rim_colour, rim_fresnel_power, rim_lift, outline_colour,
           outline_width_m, outline_lighting_mix, outline_on_screen, rim_lighting_mix, rim_texture,
           outline_width_texture, shading_shift_texture, matcap_texture, uv_animation_mask, shading_shift_scale,
           matcap_colour, uv_scroll_per_s, uv_rotation_rad_per_s, transparent_with_z_write, render_queue_offset,
           normal_scale, occlusion_strength, transmission, clearcoat] = value;
    archive(name, shading, alpha, alpha_cutoff, double_sided, base_colour, metallic, roughness, emissive, base_texture,
            metallic_roughness_texture, normal_texture, emissive_texture, occlusion_texture, shade_colour,
            shade_texture, shading_shift, shading_toony, gi_equalisation, rim_colour, rim_fresnel_power, rim_lift,
            outline_colour, outline_width_m, outline_lighting_mix, outline_on_screen, rim_lighting_mix, rim_texture,
            outline_width_texture, shading_shift_texture, matcap_texture, uv_animation_mask, shading_shift_scale,
            matcap_colour, uv_scroll_per_s, uv_rotation_rad_per_s, transparent_with_z_write, render_queue_offset,
            normal_scale, occlusion_strength, transmission, clearcoat);
}

template <class A>
void fields(A& archive, Of<A, Image>& value) {
    auto& [name, encoded, srgb] = value;
    archive(name, encoded, srgb);
}

template <class A>
void fields(A& archive, Of<A, Track>& value) {
    auto& [node, path, interpolation, times_s, values, first_morph_channel, morph_count] = value;
    archive(node, path, interpolation, times_s, values, first_morph_channel, morph_count);
}

template <class A>
void fields(A& archive, Of<A, Clip>& value) {
    auto& [name, duration_s, tracks] = value;
    archive(name, duration_s, tracks);
}

template <class A>
void fields(A& archive, Of<A, MorphBind>& value) {
    auto& [channel, weight] = value;
    archive(channel, weight);
}

template <class A>
void fields(A& archive, Of<A, ColourBind>& value) {
    auto& [material, target, linear_rgba] = value;
    archive(material, target, linear_rgba);
}

template <class A>
void fields(A& archive, Of<A, TextureTransformBind>& value) {
    auto& [material, offset, scale] = value;
    archive(material, offset, scale);
}

template <class A>
void fields(A& archive, Of<A, Expression>& value) {
    auto& [name, is_preset, is_binary, override_mouth, override_blink, override_look_at, binds, colour_binds,
           texture_binds] = value;
    archive(name, is_preset, is_binary, override_mouth, override_blink, override_look_at, binds, colour_binds,
            texture_binds);
}

template <class A>
void fields(A& archive, Of<A, LookAt::Range>& value) {
    auto& [input_max_deg, output_scale] = value;
    archive(input_max_deg, output_scale);
}

template <class A>
void fields(A& archive, Of<A, LookAt>& value) {
    auto& [by_bone, horizontal_inner, horizontal_outer, vertical_down, vertical_up, offset_from_head] = value;
    archive(by_bone, horizontal_inner, horizontal_outer, vertical_down, vertical_up, offset_from_head);
}

template <class A>
void fields(A& archive, Of<A, SpringJoint>& value) {
    auto& [node, hit_radius_m, stiffness, gravity_power, drag, gravity_direction] = value;
    archive(node, hit_radius_m, stiffness, gravity_power, drag, gravity_direction);
}

template <class A>
void fields(A& archive, Of<A, Collider>& value) {
    auto& [node, offset, tail, radius_m] = value;
    archive(node, offset, tail, radius_m);
}

template <class A>
void fields(A& archive, Of<A, Spring>& value) {
    auto& [name, centre, joints, colliders] = value;
    archive(name, centre, joints, colliders);
}

template <class A>
void fields(A& archive, Of<A, Constraint>& value) {
    auto& [kind, node, source, axis, weight] = value;
    archive(kind, node, source, axis, weight);
}

template <class A>
void fields(A& archive, Of<A, Model>& value) {
    auto& [file, format, nodes, skins, meshes, materials, images, morph_channels, clips, humanoid, humanoid_is_guessed,
           expressions, look_at, springs, colliders, constraints, expression_nodes, look_at_node, licence, warnings,
           height_m, unit_m] = value;
    archive(file, format, nodes, skins, meshes, materials, images, morph_channels, clips, humanoid, humanoid_is_guessed,
            expressions, look_at, springs, colliders, constraints, expression_nodes, look_at_node, licence, warnings,
            height_m, unit_m);
}

template <class A>
void fields(A& archive, Of<A, ContentHash>& value) {
    auto& [low, high] = value;
    archive(low, high);
}

template <class A>
void fields(A& archive, Of<A, Lookup>& value) {
    auto& [kind, asked, found, outcome] = value;
    archive(kind, asked, found, outcome);
}

template <class A>
void fields(A& archive, Of<A, ImportRecord>& value) {
    auto& [content, lookups] = value;
    archive(content, lookups);
}

template <class A>
void fields(A& archive, Of<A, ImportReply>& value) {
    auto& [error, record, archive_bytes] = value;
    archive(error, record, archive_bytes);
}

namespace {

template <class T>
core::Status write(const T& value, const ByteSink& sink) {
    Writer writer{sink};
    writer(value);
    return writer.finish();
}

template <class T>
std::vector<std::uint8_t> bytes_of(const T& value) {
    std::vector<std::uint8_t> out;
    (void)write(value, [&out](std::span<const std::uint8_t> bytes) -> core::Status {
        out.insert(out.end(), bytes.begin(), bytes.end());
        return {};
    });
    return out;
}

template <class T>
core::Result<T> read(std::span<const std::uint8_t> bytes) {
    Reader reader{bytes};
    T value;
    reader(value);
    if (!reader.is_sound()) return core::fail("is cut short or holds what cannot be");
    if (reader.bytes_left() > 0) return core::fail("goes on for {} bytes after its end", reader.bytes_left());
    return value;
}

}  // namespace

core::Status write_archive(const Model& model, const ByteSink& sink) {
    return write(model, sink);
}

std::size_t archived_size(const Model& model) {
    std::size_t size = 0;
    (void)write(model, [&size](std::span<const std::uint8_t> bytes) -> core::Status {
        size += bytes.size();
        return {};
    });
    return size;
}

core::Result<Model> read_archive(std::span<const std::uint8_t> bytes) {
    auto model = read<Model>(bytes);
    if (!model) return model;
    if (const auto good = check_model(*model); !good) return good.error();
    return model;
}

std::vector<std::uint8_t> archive_record(const ImportRecord& record) {
    return bytes_of(record);
}

core::Result<ImportRecord> read_record(std::span<const std::uint8_t> bytes) {
    return read<ImportRecord>(bytes);
}

std::vector<std::uint8_t> encode_reply(const ImportReply& reply) {
    return bytes_of(reply);
}

core::Result<ImportReply> decode_reply(std::span<const std::uint8_t> frame) {
    return read<ImportReply>(frame);
}

}  // namespace compere::model
