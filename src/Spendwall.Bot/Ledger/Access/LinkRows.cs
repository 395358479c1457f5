using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Access;

/// <summary>An identity of a person who proved to have others too.</summary>
internal sealed class LinkedIdentityRow
{
    /// <summary>Such as <c>slack:U123</c>.</summary>
    public required string Identity { get; init; }

    /// <summary>The same for every identity of one person.</summary>
    public required string Person { get; set; }

    public required DateTimeOffset Since { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<LinkedIdentityRow>
    {
        public void Configure(EntityTypeBuilder<LinkedIdentityRow> builder)
        {
            builder.ToTable("linked_identities");
            builder.HasKey(row => row.Identity);
            builder.HasIndex(row => row.Person);
        }
    }
}

/// <summary>A one-time code, of which only the hash is kept.</summary>
internal sealed class LinkCodeRow
{
    public required string Hash { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Identity { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<LinkCodeRow>
    {
        public void Configure(EntityTypeBuilder<LinkCodeRow> builder)
        {
            builder.ToTable("link_codes");
            builder.HasKey(row => row.Hash);
            builder.HasIndex(row => row.Identity);
        }
    }
}

/// <summary>A code that was not right, so that nobody can try them all.</summary>
internal sealed class LinkTryRow
{
    public long Id { get; init; }

    public required string Identity { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<LinkTryRow>
    {
        public void Configure(EntityTypeBuilder<LinkTryRow> builder)
        {
            builder.ToTable("link_tries");
            builder.HasIndex(row => new { row.Identity, row.At });
        }
    }
}
